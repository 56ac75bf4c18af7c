package deck

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Decimal is a number in hundredths. Dealing and marking use no floating
// point, so that every machine agrees.
type Decimal int64

// minus is the sign that stands before a number in print, in both languages.
const minus = "\u2212"

// parts are the sign of the number, "" or minus, its units and its hundredths.
func (d Decimal) parts() (sign string, whole, cents uint64) {
	n := uint64(d)
	if d < 0 {
		sign, n = minus, -n
	}
	return sign, n / 100, n % 100
}

// MarshalJSON writes 6150, 6150.5 or -0.25.
func (d Decimal) MarshalJSON() ([]byte, error) {
	sign, whole, cents := d.parts()
	if sign != "" {
		sign = "-"
	}
	s := fmt.Sprintf("%s%d.%02d", sign, whole, cents)
	return []byte(strings.TrimSuffix(strings.TrimRight(s, "0"), ".")), nil
}

// inJSON are the numbers of JSON that are whole in hundredths.
var inJSON = regexp.MustCompile(`^(-?[0-9]{1,12})(?:\.([0-9]{1,2}))?$`)

// UnmarshalJSON reads a number with at most two decimals.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	m := inJSON.FindStringSubmatch(string(n))
	if m == nil {
		return fmt.Errorf("%s is no number with at most two decimals", b)
	}
	hundredths, err := strconv.ParseInt(m[1]+(m[2] + "00")[:2], 10, 64)
	*d = Decimal(hundredths)
	return err
}

// In writes the number as readers of lang do: 6,150.50 or 6 150,50, and −0.25
// or −0,25.
func (d Decimal) In(lang string) string {
	group, point := ",", "."
	if lang == "fr" {
		group, point = "\u202f", ","
	}
	sign, units, cents := d.parts()
	whole := strconv.FormatUint(units, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if cents == 0 {
		return sign + whole
	}
	return fmt.Sprintf("%s%s%s%02d", sign, whole, point, cents)
}
