package store

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Forms of bodies: both are the JSON of storedItem, packed with a dictionary of
// their own. A form is never changed, because databases are full of it; another
// one gets another number.
const (
	deflated   = 1 // only read: versions before form 2 wrote it
	compressed = 2 // a frame of zstd with its checksum, which all new bodies get
)

// Dictionaries are texts that a body may point back into as if they stood
// before it: the names and texts that most bodies have, the commonest at the
// end, which is cheapest to point at. Not a byte of them may change, or what was
// packed with them could no longer be read. A better dictionary is another file,
// and another form; TestMakeDictionary writes one.
var (
	//go:embed dictionaries/1.txt
	dictionary1 []byte

	// It stands in the format that zstd gives its dictionaries: the number by
	// which frames name it, which is 2, and tables of how often bytes and lengths
	// are met come before the text.
	//
	//go:embed dictionaries/2.dict
	dictionary2 []byte
)

// compressor holds 10 MB, so there is one, made when it is first asked for;
// whoever comes while it is at work waits.
var compressor = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary2), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithWindowSize(1<<19), // the dictionary and a body
		zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // only an option or a dictionary that is not in order is an error
	}
	return w
})

// decompressor serves as many at once as there are processors.
var decompressor = sync.OnceValue(func() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary2), zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err)
	}
	return r
})

// Readers of form 1 read the dictionary first, so they are reused.
var inflaters = sync.Pool{New: func() any { return flate.NewReaderDict(nil, dictionary1) }}

func compress(text []byte) []byte { return compressor().EncodeAll(text, nil) }

// unpack is the text of a body in any form.
func unpack(form int, body []byte) ([]byte, error) {
	switch form {
	case deflated:
		return inflate(body)
	case compressed:
		return decompressor().DecodeAll(body, nil)
	default:
		return nil, fmt.Errorf("it is kept in the form %d, which this version does not know", form)
	}
}

func inflate(body []byte) ([]byte, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(body), dictionary1); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
