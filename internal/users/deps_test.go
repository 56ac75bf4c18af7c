package users

import (
	"os/exec"
	"strings"
	"testing"
)

// The packages that hold the rules know neither the web nor the database nor
// each other, also not through what they import.
func TestRulesStandAlone(t *testing.T) {
	for _, tt := range []struct{ pkg, other string }{
		{"viva/internal/users", "viva/internal/quiz"},
		{"viva/internal/quiz", "viva/internal/users"},
	} {
		out, err := exec.Command("go", "list", "-deps", tt.pkg).CombinedOutput()
		if err != nil {
			t.Errorf("list what %s imports: %v\n%s", tt.pkg, err, out)
			continue
		}
		for dep := range strings.FieldsSeq(string(out)) {
			for _, banned := range []string{
				tt.other, "viva/internal/store", "viva/web", "net/http", "database/sql",
				"gorm.io", "github.com/gofiber", "github.com/valyala",
			} {
				if dep == banned || strings.HasPrefix(dep, banned+"/") {
					t.Errorf("%s imports %s", tt.pkg, dep)
				}
			}
		}
	}
}
