// Package chance gives tests their random bytes: others in each test, the same in
// every run. A test whose luck decides whether it passes so fails when somebody
// changes what it depends on, not one day on another machine.
package chance

import (
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
)

// Variable is the setting that gives every test other random bytes: any text
// stands for a series of its own. It finds the tests that live by their luck.
const Variable = "VIVA_TEST_CHANCE"

var (
	mu    sync.Mutex
	asked = map[string]int{}
)

// Reader returns the next source of random bytes of a test. Several goroutines
// may read it; then which of them gets which bytes is not the same in every run.
func Reader(t testing.TB) io.Reader {
	mu.Lock()
	defer mu.Unlock()
	name := t.Name()
	if asked[name]++; asked[name] == 1 {
		t.Cleanup(func() { // for -count
			mu.Lock()
			defer mu.Unlock()
			delete(asked, name)
		})
	}
	seed := sha256.Sum256([]byte(os.Getenv(Variable) + "\n" + name + "\n" + strconv.Itoa(asked[name])))
	return &reader{source: rand.NewChaCha8(seed)}
}

type reader struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func (r *reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.source.Read(p)
}
