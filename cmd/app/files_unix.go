//go:build unix

package main

import "syscall"

// fileLimit is how many files this process may have open.
func fileLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > maxFiles {
		return maxFiles
	}
	return int(limit.Cur)
}
