package deck

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Streams hands out independent sources of chance from one seed. Every choice
// draws from the stream of its own name, so a choice added later shifts none
// of those that are there. Draws are the same on every machine: the streams
// are ChaCha8, and what makes an item of a draw uses no floating point.
type Streams struct {
	key [sha256.Size]byte
}

// NewStreams returns the streams of a seed.
func NewStreams(seed uint64) Streams {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], seed)
	return Streams{key: sha256.Sum256(b[:])}
}

// Sub returns the streams below name.
func (s Streams) Sub(name string) Streams {
	var room [96]byte // so that most names need no allocation
	return Streams{key: sha256.Sum256(append(append(room[:0], s.key[:]...), name...))}
}

// Rand returns the stream of name, from its beginning.
func (s Streams) Rand(name string) *rand.Rand {
	return rand.New(rand.NewChaCha8(s.Sub(name).key))
}
