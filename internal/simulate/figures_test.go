package simulate

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// What was not measured meets no goal, is the worst there is, and is told.
func TestNothingMeasuredMeetsNothing(t *testing.T) {
	empty, full := newFindings(10, 5).figures(), newFindings(10, 5).figures()
	for i, f := range empty {
		if f.Met || f.Name != full[i].Name {
			t.Errorf("%s: %v is met without data", f.Name, f.Value)
		}
		full[i].Value, full[i].Met, full[i].slack = 1, true, 1
	}
	for _, models := range [][]ModelReport{{{Figures: empty}, {Figures: full}}, {{Figures: full}, {Figures: empty}}} {
		r := ServiceReport{Worst: worst(models)}
		if r.Met() || !math.IsNaN(r.Worst[0].Value) {
			t.Errorf("the worst is %+v", r.Worst[0])
		}
	}
	b, err := json.Marshal(empty[0])
	if err != nil || !strings.Contains(string(b), `"value":null`) || strings.Count(string(b), `"value"`) != 1 {
		t.Errorf("%s, %v", b, err)
	}
	var out strings.Builder
	printFigures(&out, empty)
	if strings.Count(out.String(), "no data") != len(empty) {
		t.Errorf("printed as\n%s", &out)
	}
}
