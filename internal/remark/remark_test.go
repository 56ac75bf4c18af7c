package remark

import (
	"fmt"
	"slices"
	"testing"
)

func TestMarks(t *testing.T) {
	const (
		choice  = `{"type":"multiple","options":[{"id":"a","correct":true},{"id":"b","correct":false},{"id":"c","correct":true}]}`
		rows    = `{"type":"matching","options":[{"id":"a"},{"id":"b"},{"id":"c"}],"prompts":[{"id":"p","key":2},{"id":"q","key":0},{"id":"r","key":1}]}`
		number  = `{"type":"numeric","number":{"key":1500.5,"tolerance":0.01}}`
		million = `{"type":"numeric","number":{"key":1500,"tolerance":0}}`
		text    = `{"type":"text","entry":{"spellings":[{"text":"AWS Managed Services","mark":100000},{"text":"AMS","mark":50000}]}}`
		pattern = `{"type":"text","entry":{"spellings":[{"text":"Trusted*","mark":100000}]}}`
	)
	for _, tt := range []struct {
		item  string
		given []string
		want  []int
	}{
		{choice, []string{"c", "a"}, []int{Full}},
		{choice, []string{"a"}, []int{0}},
		{choice, []string{"a", "b"}, []int{0}},
		{choice, []string{"a", "c", "x"}, []int{0}},
		{rows, []string{"r=b", "p=c", "q=a"}, []int{Full}},
		{rows, []string{"c", "a", "b"}, []int{Full}},
		{rows, []string{"p=c", "q=b", "r=a"}, []int{33333}},
		{rows, []string{"p=c", "q=a", "r=c"}, []int{66667}},
		{rows, []string{"p=c"}, []int{0}},
		{number, []string{"1 500,50 $"}, []int{0, Full}},
		{number, []string{"1,500.5"}, []int{0, Full}},
		{number, []string{"1500"}, []int{0}},
		{number, []string{"-1500.5"}, nil},
		{million, []string{"1.500"}, []int{Full, 0}},
		{million, []string{"١٥٠٠"}, []int{Full}},
		{text, []string{"aws managed-services"}, []int{Full}},
		{text, []string{"Ams"}, []int{50000}},
		{text, []string{"the AMS"}, nil},
		{text, []string{"Concierge"}, []int{0}},
		{pattern, []string{"Trusted Advisor"}, nil},
	} {
		t.Run(fmt.Sprint(tt.given), func(t *testing.T) {
			it, err := Read([]byte(tt.item))
			if err != nil {
				t.Fatal(err)
			}
			if got := it.Marks(tt.given); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.item, got, tt.want)
			}
		})
	}
	if _, err := Read([]byte("{")); err == nil {
		t.Error("half an item is read")
	}
	trial, err := Read([]byte(`{"role":"trial"}`))
	if counted, _ := Read([]byte(choice)); err != nil || trial.Counts() || !counted.Counts() {
		t.Error("a trial item counts, or a scored one does not")
	}
}
