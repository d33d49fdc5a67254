// Package awstest is an AWS on loopback: STS, IAM, IAM Identity Center (portal and
// OIDC), sign-in (`aws login`), the web console's federation endpoint, EC2 instance
// metadata and ECS container credentials behind one listener, an HTTPS proxy that
// leads any AWS host name to them, and a browser that is a program.
//
// It exists so that a bug in awsenv, or a surprise in the real AWS CLI, shows in
// a test: it recomputes every signature, spends every MFA code once, evaluates
// trust policies and refuses with AWS's own codes and words. It is for tests and
// the sandbox only and is never linked into awsenv.
//
// Rules:
//   - A World is plain data; Start copies it. Server.Change edits the copy.
//   - All requests of one server are handled one at a time, except for the
//     waiting of a delay, so a log entry's order is the order of arrival.
//   - Nothing is let through that AWS would refuse. Where AWS's behaviour is not
//     known, a field of World or Device chooses, and its comment says so.
//   - Pages for people are answered by World.Person; a Browser only follows them.
//   - Secrets never enter the request log: a code is a number ("the second code
//     that was sent"), a session token is a yes or no.
//   - Identifiers are of the kind that AWS's documentation uses in examples.
//
// Error texts and limits follow AWS's documentation of STS and IAM and recorded
// answers; each stands beside the check that it words.
package awstest
