//go:build !unix

package main

// fileLimit is how many files this process may have open: as many as it likes
// where the system has no limit of that kind.
func fileLimit() int { return maxFiles }
