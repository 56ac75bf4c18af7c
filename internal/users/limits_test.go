package users

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"viva/internal/typed"
)

// The limits that security.md tells are those that are held, each of them.
func TestLimitsAreTold(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	in := func(l limit) string {
		if l.window >= 24*time.Hour {
			return fmt.Sprintf("%d in %.0f h", l.max, l.window.Hours())
		}
		return fmt.Sprintf("%d in %.0f min", l.max, l.window.Minutes())
	}
	want := []string{
		fmt.Sprint("wrong passwords in a row from strangers, or from one known device | ", guessesInRow),
		fmt.Sprintf("pause after the last of them | %.0f min", guessPause.Minutes()),
		fmt.Sprint("wrong passwords in all, then strangers are refused | ", guessesInAll),
		fmt.Sprintf("how long each wrong password is remembered | %.0f h", guessMemory.Hours()),
		"failed tries of an address, known devices apart | " + in(failsPerAddress),
		"passwords that are chosen and judged, of an address | " + in(judgedPerMinute),
		"sign-ups of an address | " + in(signUpsPerHour),
		"wrong codes to sign up with, of an address | " + in(codesPerAddress),
		fmt.Sprint("characters of such a code, at least | ", MinSignUpCode),
		fmt.Sprint("known devices of an account | ", MaxDevices),
		fmt.Sprintf("how long a device is known after its last sign-in | %d days", DeviceLife/(24*time.Hour)),
		fmt.Sprintf("characters of a password | %d to %d", MinPassword, MaxPassword),
		fmt.Sprint("characters of a password that are judged | ", maxJudged),
		fmt.Sprint("score of zxcvbn that it needs, of 4 | ", enough),
		fmt.Sprint("marks above or below a letter of a name | ", typed.MaxMarks),
		fmt.Sprintf("length of the time step that a code is of | %.0f s", stepLength.Seconds()),
		fmt.Sprint("steps before and after the present one of which a code is taken | ", stepSkew),
		fmt.Sprintf("time for the code after the password | %.0f min", PendingLife.Minutes()),
		fmt.Sprintf("time for the first code after the password at the set-up | %.0f min", EnrolmentLife.Minutes()),
		fmt.Sprint("recovery codes | ", recoveryCodes),
		fmt.Sprintf("letters of one, of an alphabet of %d | %d", len(recoveryLetter), recoveryLength),
		fmt.Sprint("recovery codes that are left when its owner is told to draw new ones | ", FewRecoveryCodes),
		fmt.Sprintf("how long nobody is asked who has put it off | %d days", FactorOfferPause/(24*time.Hour)),
		fmt.Sprintf("how long a link to a new password is good | %.0f min", ResetLife.Minutes()),
		"links to a new password that an account gets | " + in(resetsPerAccount),
		"letters about a forgotten password that an address asks for | " + in(resetsPerNetwork),
		fmt.Sprint("of those, how many wait to be looked at | ", maxAsked),
		fmt.Sprintf("how long a link that proves an address is good | %.0f h", ProofLife.Hours()),
		"such links that a mailbox gets | " + in(proofsPerMailbox),
		"letters to an owner that somebody gave their address | " + in(claimsPerAccount),
		"addresses that are given from an address | " + in(addressPerNetwork),
		fmt.Sprintf("how long a letter that cannot be sent is tried | %.0f h", letterLife.Hours()),
		fmt.Sprintf("how long administrators are told that it was given up | %d days", GivenUpLife/(24*time.Hour)),
		fmt.Sprintf("how long an event is kept | %d days", EventLife/(24*time.Hour)),
		fmt.Sprintf("how long its address is kept whole; then it is the /24 or the /48 | %d days", AddrLife/(24*time.Hour)),
		fmt.Sprint("entries of refusals that are kept | ", MaxRefusals),
		fmt.Sprint("other entries that are kept | ", MaxEvents),
		fmt.Sprint("different refusals that are written at once | ", maxPending),
	}
	_, section, _ := strings.Cut(string(text), "## Guesses at passwords")
	var rows [][]string
	for _, table := range strings.Split(section, "| limit | value |\n")[1:] {
		table, _, _ = strings.Cut(table, "\n\n")
		rows = append(rows, regexp.MustCompile(`(?m)^\| ([^|\n]+ \| [^|\n]*[0-9][^|\n]*) \|$`).FindAllStringSubmatch(table, -1)...)
	}
	if len(rows) != len(want) {
		t.Fatalf("security.md tells %d limits, there are %d", len(rows), len(want))
	}
	for i, row := range rows {
		if row[1] != want[i] {
			t.Errorf("security.md says %q, want %q", row[1], want[i])
		}
	}
	for _, sentence := range []string{ErrGuesses.Text, ErrGuesses.French, ErrCodes.Text, ErrCodes.French} {
		if figure := regexp.MustCompile(`\d+`).FindString(sentence); figure != fmt.Sprint(int(guessPause.Minutes())) {
			t.Errorf("%q names another pause", sentence)
		}
	}
}
