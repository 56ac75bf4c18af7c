//go:build !linux

package database

// inMemory is "": only Linux has a folder in memory under a name that is known.
func inMemory() string { return "" }
