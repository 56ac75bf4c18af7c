package gist

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	tests := map[string]string{
		"Which of these answers is the answer?": "answer",
		"La Sécurité d’abord, dans 24 heures":   "24 abord heure securi",
		"S3, EC2 and a VPC":                     "ec2 s3",
		"":                                      "",
	}
	for text, want := range tests {
		if got := strings.Join(slices.Sorted(maps.Keys(Words(text))), " "); got != want {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

func TestOverlap(t *testing.T) {
	question := Words("Which planet has the largest volcano? Mars")
	tests := map[string]float64{
		"The largest volcano is on Mars":        1,
		"Mars has a volcano; Venus has craters": 0.5,
		"":                                      0,
	}
	for text, want := range tests {
		if got := Overlap(Words(text), question); got != want {
			t.Errorf("%q: %v of it stands in the question, want %v", text, got, want)
		}
	}
}
