package proof

import (
	"os/exec"
	"strings"
	"testing"
)

// The second implementation proves nothing if it shares code with the first.
func TestImportsNothingOfOurs(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-test", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("list what proof imports: %v\n%s", err, out)
	}
	for dep := range strings.Lines(string(out)) {
		dep = strings.TrimSpace(dep)
		if strings.HasPrefix(dep, "viva/") && !strings.HasPrefix(dep, "viva/internal/proof") {
			t.Errorf("proof imports %s", dep)
		}
	}
}
