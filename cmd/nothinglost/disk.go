package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed disk/disk.c
var disksource []byte

// behind puts a library of disk.c between the server and its data.
func (s *server) behind(dir string, settings ...string) error {
	source, library := filepath.Join(dir, "disk.c"), filepath.Join(dir, "disk.so")
	if err := os.WriteFile(source, disksource, 0o600); err != nil {
		return err
	}
	said, err := exec.Command("cc", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl").CombinedOutput()
	if err != nil {
		return fmt.Errorf("compile %s: %w\n%s", source, err, said)
	}
	s.env = append([]string{"LD_PRELOAD=" + library, "DISK_BELOW=" + s.data + "/"}, settings...)
	return nil
}
