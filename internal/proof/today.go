package proof

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Groups of a line that tells what is true today: since when, and what.
const (
	ofDay   = "day"
	forSays = "says"
)

// VouchToday proves a line that tells, on a day, what is true of it: a fact
// says so, begins on the day that the line names, and still holds.
func (b *Book) VouchToday(lang, day, line string) error {
	re := b.since[lang]
	if re == nil {
		return fmt.Errorf("%w: since is missing, the wording of what is true today", ErrUnreadReason)
	}
	m := re.FindStringSubmatch(plain(line))
	if m == nil {
		return ErrUnreadReason
	}
	from, ok := dayOf(lang, m[re.SubexpIndex(ofDay)])
	if !ok {
		return fmt.Errorf("%w: %q is no day", ErrUnreadReason, m[re.SubexpIndex(ofDay)])
	}
	return b.vouchSaid(lang, day, from, m[re.SubexpIndex(forSays)])
}

// vouchSaid proves one sentence after the other: several facts that begin on
// the same day are told in one line.
func (b *Book) vouchSaid(lang, day, from, says string) error {
	err := b.vouchOne(lang, day, from, says)
	for i := 0; err != nil && i < len(says); i++ {
		if !strings.HasPrefix(says[i:], ". ") {
			continue
		}
		if b.vouchOne(lang, day, from, says[:i+1]) == nil {
			return b.vouchSaid(lang, day, from, says[i+2:])
		}
	}
	return err
}

func (b *Book) vouchOne(lang, day, from, says string) error {
	err := ErrUnreadReason
	for _, l := range b.readLine(lang, says) {
		p, words := l.of, l.words
		if p.of != "" {
			continue
		}
		err = fmt.Errorf("%w, on %s: %s", ErrFalse, day, says)
		entity, value := namesOf(lang, words[forEntity]), namesOf(lang, words[forValue])
		if p.means != "" {
			entity = []string{b.entities[p.means][lang]}
		}
		if entity == nil && value == nil {
			continue
		}
		if slices.ContainsFunc(b.facts, func(f fact) bool {
			return f.relation == l.relation && f.from == from && f.holdsOn(day) &&
				(entity == nil || slices.Contains(entity, b.entities[f.entity][lang])) &&
				(value == nil || slices.Contains(value, f.value[lang]))
		}) {
			return nil
		}
	}
	return err
}

var months = map[string][]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"fr": {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

// dayOf reads "2 December 2025" or "1er janvier 2027" as 2025-12-02.
func dayOf(lang, words string) (string, bool) {
	parts := strings.Fields(words)
	if len(parts) != 3 {
		return "", false
	}
	day, err := strconv.Atoi(strings.TrimSuffix(parts[0], "er"))
	month := slices.Index(months[lang], parts[1]) + 1
	year, wrong := strconv.Atoi(parts[2])
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day), err == nil && wrong == nil && month > 0
}
