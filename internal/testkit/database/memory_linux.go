package database

import (
	"sync"
	"syscall"
)

// memoryRoom is how many free bytes a file system in memory must have for all
// tests that run at once. Containers have 64 MB by default, which may not do.
const memoryRoom = 1 << 30

// inMemory is the folder of a file system in memory, or "" where there is none
// with room.
var inMemory = sync.OnceValue(func() string {
	const folder = "/dev/shm"
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < memoryRoom || syscall.Access(folder, 2) != nil { //nolint:unconvert // Bsize differs between machines
		return ""
	}
	return folder
})
