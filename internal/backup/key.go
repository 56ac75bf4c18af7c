package backup

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// The key of an installation lets whoever has it sign in as anybody, so it
// leaves the data directory only encrypted (https://age-encryption.org), in a
// file beside the backup.
const keySuffix = ".key.age"

// KeyFile is the name of the file with the key that belongs to a backup.
func KeyFile(path string) string { return path + keySuffix }

// SealKey writes the key beside a backup, for these recipients.
func SealKey(path string, key []byte, to ...age.Recipient) error {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
	if err == nil {
		_, err = w.Write(key)
		err = errors.Join(err, w.Close())
	}
	if err == nil {
		err = writeFile(KeyFile(path), sealed.Bytes())
	}
	if err != nil {
		return fmt.Errorf("encrypt the key: %w", err)
	}
	return nil
}

// OpenKey reads the key beside a backup. Where there is none, the error is
// fs.ErrNotExist.
func OpenKey(path string, as ...age.Identity) ([]byte, error) {
	sealed, err := os.ReadFile(KeyFile(path))
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), as...)
	if err != nil {
		return nil, fmt.Errorf("decrypt %s: %w", KeyFile(path), err)
	}
	key, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("decrypt %s: %w", KeyFile(path), err)
	}
	return key, nil
}

// Recipients are whom a key is encrypted for: public keys of age, or whoever
// knows the passphrase in a file.
func Recipients(keys []string, passphraseFile string) ([]age.Recipient, error) {
	if passphraseFile != "" {
		if len(keys) > 0 {
			return nil, errors.New("a key is encrypted for recipients or with a passphrase, not both")
		}
		phrase, err := passphrase(passphraseFile)
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(phrase)
		return []age.Recipient{r}, err
	}
	var list []age.Recipient
	for _, k := range keys {
		r, err := age.ParseX25519Recipient(k)
		if err != nil {
			return nil, fmt.Errorf("%q is no recipient, such as age-keygen prints: %w", k, err)
		}
		list = append(list, r)
	}
	return list, nil
}

// Identities are what decrypts a key: the private keys in a file of age-keygen,
// or the passphrase in a file.
func Identities(file, passphraseFile string) ([]age.Identity, error) {
	if passphraseFile != "" {
		phrase, err := passphrase(passphraseFile)
		if err != nil {
			return nil, err
		}
		i, err := age.NewScryptIdentity(phrase)
		return []age.Identity{i}, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return age.ParseIdentities(f)
}

// passphrase is the first line of a file.
func passphrase(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", fmt.Errorf("the first line of %s is empty: it holds the passphrase", file)
	}
	return line, nil
}
