// Package edit changes single options of ~/.aws/config and
// ~/.aws/credentials and keeps every other byte: comments, order, blank lines, line
// ends, a missing final newline.
//
// Rules: what a file means is decided by package profile alone, before and after. A
// file that does not parse is refused, and a result is thrown away unless it parses,
// the edited option reads as asked and everything else reads as before. New lines
// look like their neighbours (indentation, blanks around the =, line end). Apply is
// pure; File adds the lock, the check that nobody else wrote meanwhile, the one
// backup and the atomic write; Files are both of them. No value is ever in an error:
// it may be a secret.
package edit
