// Package profile reads ~/.aws/config and ~/.aws/credentials as the AWS CLI
// does and says what a profile means: a chain of a source and roles, a region
// and endpoints.
//
// Rules: a chain is pure data; resolving makes no network call and starts no
// process. Environment, home folder and file contents are passed in. The text of a
// file is never modified, so that it may be a read-only mapping; names and values
// are copies of it, but a Set, the Check of its chains and the hints of its errors
// read it later. The whole of both files must be valid, as for the AWS CLI, but only
// the sections that are asked for are decoded: finding one profile among ten
// thousand costs one pass over the bytes, or with its stamp a look at the places.
// What a line is says package ini; what sections and options mean is botocore's
// (configloader.py), and so is the order of sources (credentials.py); where AWS CLI
// v1 and v2 differ, v2 is right.
package profile
