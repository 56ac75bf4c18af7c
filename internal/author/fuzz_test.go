package author

import (
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
	"viva/internal/proof"
)

// Whatever a sheet holds, it is told with its place, or makes files that can be
// read.
func FuzzReadSheet(f *testing.F) {
	f.Add(france(f))
	f.Add("chose;valeur;anglais;français;source;thème\na | la b (f);c;a c. a? c?;la b c. la b ? c ?;D 2024 https://e.f;G | H\n")
	f.Add("thing\tvalue\tEnglish\tFrench\tsource\nx\t\"y \"\"z\"\"\"\tx y|x\tx y\nx\t1999-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, faults := ReadSheet("sheet.csv", []byte(text))
		lines := strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") + 1
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > lines || fault.Col < 1 || fault.Message == "" {
				t.Errorf("%d lines: %v", lines, fault)
			}
		}
		if s == nil {
			if len(faults) == 0 {
				t.Error("neither a sheet nor a fault")
			}
			return
		}
		fsys := fstest.MapFS{}
		for name, text := range s.Files(geography).Texts {
			fsys["geography/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
		_, wrong := deck.LoadSubject(fsys, "geography")
		for _, fault := range wrong {
			if strings.Contains(fault.Message, "YAML") || strings.Contains(fault.Message, "unknown ") || strings.Contains(fault.Message, "is taken") {
				t.Errorf("%v", fault)
			}
		}
	})
}

// Whatever a filled sheet holds, what is added to a ledger are its rows.
func FuzzFillLedger(f *testing.F) {
	f.Add("relation\tentity\tvalue\teditions\tfrom\tto\tconfidence\tsource\twords\nseat\tBrittany\tRennes\tnow\t2026-11-29\t\tH\ts1\t\n")
	f.Add("relation;entity;value;editions;from;to;confidence;source\nseat;\"#a\"\"b\";\"c\n\";now;2026-11-29;;H;s1\n")
	f.Fuzz(func(t *testing.T, text string) {
		filled, added, _, faults := FillLedger("filled.tsv", []byte(text), nil)
		if len(faults) > 0 {
			return
		}
		l, wrong, err := proof.ReadLedger(fstest.MapFS{"x/ledger.tsv": {Data: filled}}, "x")
		if err != nil {
			t.Fatal(err)
		}
		refused := map[int]bool{} // rows with a day that is none, and the like
		for _, fault := range wrong {
			if strings.Contains(fault.Message, "quotation marks") || strings.Contains(fault.Message, "cells; write") {
				t.Errorf("%v in\n%s", fault, filled)
			}
			refused[fault.Line] = true
		}
		if l.Rows()+len(refused) != added {
			t.Errorf("%d rows and %d with faults, of %d added:\n%s", l.Rows(), len(refused), added, filled)
		}
	})
}
