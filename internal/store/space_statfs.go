//go:build linux || darwin || freebsd

package store

import "syscall"

// FreeSpace is how many bytes this program can still write to the disk of a
// folder.
func FreeSpace(dir string) (bytes int64, known bool) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, false
	}
	return int64(fs.Bavail) * int64(fs.Bsize), true //nolint:unconvert // other types elsewhere
}
