// Package profile reads ~/.aws/config and ~/.aws/credentials as the AWS CLI
// does and says what a profile means: a chain of a source and roles, a region
// and endpoints.
//
// Rules: a chain is pure data; resolving makes no network call and starts no
// process. Environment, home folder and file contents are passed in. The text of a
// file is never modified, so that it may be a read-only mapping; names and values
// are copies of it, but a Set and Settings.RegionFrom read it as long as they are in
// use. The whole of both files must be valid, as for the AWS CLI, but only the
// sections that are asked for are decoded: finding one profile among ten thousand
// costs one pass over the bytes. The dialect is that of Python's configparser as
// botocore uses it (botocore configloader.py), and the order of sources is
// botocore's (credentials.py); where AWS CLI v1 and v2 differ, v2 is right.
package profile
