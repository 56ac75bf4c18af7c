package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"viva/internal/testkit"
)

// patched is how a patch is called: by the row that it turns red, and by what it
// does.
var patched = regexp.MustCompile(`^([A-Z]\d\d)-[a-z0-9-]+$`)

// Each sabotage of the program turns the test of its row red.
func TestSabotage(t *testing.T) {
	if !testkit.Nightly() {
		t.Skip("builds the program anew for each sabotage: make nightly")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testkit.Sabotage(t, "../..", func(t *testing.T, name, app, source string) {
		row := patched.FindStringSubmatch(name)
		if row == nil {
			t.Fatal("its name begins with no row")
		}
		c := exec.Command(self, "-test.run", "^Test"+row[1], "-test.count", "1")
		c.Dir = filepath.Join(source, "internal/acceptance")               // some rows read the sources
		c.Env = append(os.Environ(), appVariable+"="+app, "TEST_NIGHTLY=") // red by day already
		said, err := c.CombinedOutput()
		switch {
		case err == nil:
			t.Error("nobody sees it")
		case !strings.Contains(string(said), "--- FAIL: Test"+row[1]):
			t.Errorf("its row does not fail, but something else does:\n%.2000s", said)
		default:
			t.Log(firstComplaint.FindString(string(said)))
		}
	})
}

var firstComplaint = regexp.MustCompile(`(?m)^ +\w+_test\.go:\d+: .{0,200}`)
