// Package ssosync works out profiles for all accounts and roles that a person has in an
// IAM Identity Center: what they are called, and what has to change in ~/.aws/config.
//
// Rules: names and changes come from pure functions of what the portal lists and what the
// file says, in an order that does not depend on the portal's, so that a second run
// changes nothing. A section is ours when it has the option awsenv_generated with the
// session's name; no other one is ever changed or removed. Fetch alone makes calls.
package ssosync
