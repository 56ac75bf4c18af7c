package users

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// KeySize is the least length of the installation's key, in bytes, and the
// length of a new one.
const KeySize = 32

const (
	keyFile    = "key"
	oldKeyFile = "key.old"
	maxKeySize = 1024
)

// LoadKey returns the key of the installation, from the file "key" in dir.
// At the first start it makes both; then created is true. Two first starts
// at the same moment agree on one key, and no crash leaves half a key behind.
func LoadKey(dir string, rand io.Reader) (key []byte, created bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the data directory: %w", err)
	}
	path := filepath.Join(dir, keyFile)
	key, err = readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	created, err = createKey(path, rand)
	if err != nil {
		return nil, false, fmt.Errorf("make the key file %s: %w", path, err)
	}
	key, err = readKey(path)
	return key, created, err
}

// ReadKey reads the key of a data directory.
func ReadKey(dir string) ([]byte, error) { return readKey(filepath.Join(dir, keyFile)) }

// ReadOldKey reads the key that was in force before the last rotation, or nil.
func ReadOldKey(dir string) ([]byte, error) {
	key, err := readKey(filepath.Join(dir, oldKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return key, err
}

// RotateKey makes a new key for a data directory. What the one before it has
// signed still counts while its file is there.
func RotateKey(dir string, rand io.Reader) error {
	path, old := filepath.Join(dir, keyFile), filepath.Join(dir, oldKeyFile)
	if _, err := readKey(path); err != nil {
		return err
	}
	// Linked before it is replaced, so that a crash in between leaves a key.
	if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the key before the last: %w", err)
	}
	if err := os.Link(path, old); err != nil {
		return fmt.Errorf("keep the key of before: %w", err)
	}
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("make a new key: %w", err)
	}
	if _, err := createKey(fresh, rand); err != nil {
		return fmt.Errorf("make a new key: %w", err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("make a new key: %w", err)
	}
	return syncDir(dir)
}

// ForgetOldKey ends all that the key before the last rotation has signed.
func ForgetOldKey(dir string) error {
	if err := os.Remove(filepath.Join(dir, oldKeyFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the old key: %w", err)
	}
	return syncDir(dir)
}

// PutKey makes key that of the directory, and keeps one that is there under the
// name aside.
func PutKey(dir, aside string, key []byte) error {
	if len(key) < KeySize || len(key) > maxKeySize {
		return fmt.Errorf("this is no key: it has %d bytes where %d to %d are needed", len(key), KeySize, maxKeySize)
	}
	path := filepath.Join(dir, keyFile)
	if err := os.Rename(path, filepath.Join(dir, aside)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep the key of before: %w", err)
	}
	if _, err := linkKey(path, key); err != nil {
		return fmt.Errorf("put the key into %s: %w", path, err)
	}
	return nil
}

// readKey reads a key file and refuses one that others could have read or
// that is too short to be a key.
func readKey(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the key file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the key file %s is not a regular file: move it away and start again", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read or changed by others (mode %04o): "+
			"run chmod 600 on it, or delete it if somebody may have read it (everybody then signs in again)", path, mode)
	}
	key, err := io.ReadAll(io.LimitReader(f, maxKeySize+1))
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if len(key) < KeySize || len(key) > maxKeySize {
		return nil, fmt.Errorf("the key file %s holds %d bytes where %d to %d are needed: "+
			"restore it from a backup, or delete it (everybody then signs in again)", path, len(key), KeySize, maxKeySize)
	}
	return key, nil
}

// createKey writes a new key beside path and links it there, which fails
// when another process was faster; then that one's key stands.
func createKey(path string, rand io.Reader) (created bool, err error) {
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(rand, key); err != nil {
		return false, fmt.Errorf("read randomness: %w", err)
	}
	return linkKey(path, key)
}

// linkKey writes a key under a name that is free.
func linkKey(path string, key []byte) (created bool, err error) {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".key-*") // made with mode 0600
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp.Name())
	if err := writeSynced(tmp, key); err != nil {
		return false, err
	}
	err = os.Link(tmp.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return false, err
	}
	return err == nil, syncDir(dir)
}

func writeSynced(f *os.File, data []byte) error {
	_, err := f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDir makes the names in dir outlive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
