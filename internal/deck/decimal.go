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

// UnmarshalJSON reads a number with at most two decimals.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	read, ok := parseDecimal(string(n), "en")
	if !ok {
		return fmt.Errorf("%s is no number with at most two decimals", b)
	}
	*d = read
	return nil
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

// What people type: digits, perhaps in groups of three, perhaps decimals. A
// lone "." or "," before three digits groups in one country and divides in
// another; the language of the item decides.
var typed = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`^(\d{1,3}(?:[ ,']\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$`),
	"fr": regexp.MustCompile(`^(\d{1,3}(?:[ .']\d{3})+|\d{1,12})(?:[,.](\d{1,2}))?$`),
}

var ungroup = strings.NewReplacer(" ", "", ",", "", ".", "", "'", "")

// plainSpaces turns the signs that stand for a space or apostrophe in numbers
// into the plain ones.
var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\ufeff", " ", "\u0085", " ", "\u2019", "'")

// parseDecimal reads a number as typed in lang, with or without a currency. A
// number below zero begins with a hyphen or a minus sign, before or after "$".
func parseDecimal(text, lang string) (Decimal, bool) {
	s := strings.TrimSpace(plainSpaces.Replace(text))
	s = strings.TrimSuffix(strings.TrimSuffix(s, "USD"), "$")
	s, before := cutMinus(s)
	s, after := cutMinus(strings.TrimPrefix(s, "$"))
	if before && after {
		return 0, false
	}
	m := typed[lang].FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	whole, err := strconv.ParseInt(ungroup.Replace(m[1]), 10, 64)
	if err != nil || whole > 1e12 {
		return 0, false
	}
	cents, _ := strconv.ParseInt((m[2] + "00")[:2], 10, 64) // two digits, by the expression
	if before || after {
		return -Decimal(whole*100 + cents), true
	}
	return Decimal(whole*100 + cents), true
}

// cutMinus takes a minus sign from the front, in print or as on a keyboard.
func cutMinus(s string) (rest string, found bool) {
	for _, sign := range []string{minus, "-"} {
		if rest, found := strings.CutPrefix(s, sign); found {
			return rest, true
		}
	}
	return s, false
}
