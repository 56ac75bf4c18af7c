package store

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"io"
	"sync"
)

// dictionary is the text that bodies are packed with: the deflate format may
// point back into it as if it stood before each body. It holds the names and
// texts that most bodies have, the commonest at the end, which is cheapest to
// point at. Not a byte of it may change, or what was packed with it could no
// longer be read. A better dictionary is another file, and another form.
//
//go:embed dictionaries/1.txt
var dictionary []byte

// Writers and readers are large and read the dictionary first, so they are
// reused.
var (
	deflaters = sync.Pool{New: func() any {
		w, err := flate.NewWriterDict(nil, flate.BestCompression, dictionary)
		if err != nil {
			panic(err) // only an unknown level is an error
		}
		return w
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReaderDict(nil, dictionary) }}
)

func deflate(text []byte) ([]byte, error) {
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func inflate(body []byte) ([]byte, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(body), dictionary); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
