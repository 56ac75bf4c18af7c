package memory

import (
	"os/exec"
	"strings"
	"testing"
)

// Storage, pages and questions may use the model of memory; it uses none of
// them.
func TestImportsNothingOfOurs(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("list what memory imports: %v\n%s", err, out)
	}
	for dep := range strings.Lines(string(out)) {
		if dep = strings.TrimSpace(dep); strings.HasPrefix(dep, "viva/") && dep != "viva/internal/memory" {
			t.Errorf("memory imports %s", dep)
		}
	}
}
