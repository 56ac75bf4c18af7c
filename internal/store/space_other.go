//go:build !linux && !darwin && !freebsd

package store

// FreeSpace is not known here.
func FreeSpace(string) (bytes int64, known bool) { return 0, false }
