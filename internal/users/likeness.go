package users

import (
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"

	"viva/internal/fault"
)

// What can be wrong with a name beside its letters.
var (
	ErrScripts = fault.New(fault.Invalid, "name_scripts",
		"A name keeps to one alphabet, such as Latin, Greek or Cyrillic: its letters come from several.",
		"Un nom s’en tient à un seul alphabet, comme le latin, le grec ou le cyrillique. Ses lettres viennent de plusieurs.")
	ErrReserved = fault.New(fault.Invalid, "name_reserved",
		"This name would pass for somebody who runs this site: choose another one.",
		"Ce nom passerait pour celui d’une personne qui gère ce site. Choisissez-en un autre.")
	ErrAlike = fault.New(fault.Conflict, "name_alike",
		"This name reads like one of another account: choose another one.",
		"Ce nom se lit comme celui d’un autre compte. Choisissez-en un autre.")
)

// reserved are names of those who run a site or teach with it, in both
// languages. Learners do not take them, alone or with each other and fillers.
var reserved = []string{
	"viva", "admin", "admins", "administrator", "administrators", "root", "system", "sysadmin", "webmaster", "postmaster",
	"hostmaster", "moderator", "mod", "support", "help", "helpdesk", "security", "staff", "team", "official", "owner",
	"instructor", "instructors", "teacher", "professor", "tutor", "examiner", "service", "account", "accounts",
	"administrateur", "administratrice", "administration", "modérateur", "modératrice", "assistance", "aide", "sécurité",
	"équipe", "officiel", "système", "formateur", "formatrice", "enseignant", "enseignante", "professeur", "professeure",
	"prof", "tuteur", "tutrice", "examinateur", "examinatrice", "compte", "comptes",
}

var fillers = []string{"the", "of", "le", "la", "les", "de", "du", "des", "l", "d"}

// reservedKeys are the looks of what is reserved, with accents and without.
var reservedKeys = func() map[string]bool {
	keys := map[string]bool{}
	for _, word := range reserved {
		for _, key := range append(Likeness(word), Likeness(bare(word))...) {
			keys[key] = true
		}
	}
	return keys
}()

// isReserved reports whether a name reads as nothing but words that are
// reserved, whatever parts them, and whatever figures stand around.
func isReserved(name string) bool {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	named := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(fillers, foldKey(w)) })
	return readsReserved(name) || readsReserved(strings.Join(words, "")) ||
		len(named) > 0 && !slices.ContainsFunc(named, func(w string) bool { return !readsReserved(w) })
}

func readsReserved(word string) bool {
	return slices.ContainsFunc(Likeness(word), func(key string) bool { return reservedKeys[key] })
}

// together are scripts that are written beside each other, in Japanese,
// Chinese and Korean, also with Latin: what Unicode calls highly restrictive.
var together = [][]string{
	{"Latin", "Han", "Hiragana", "Katakana"},
	{"Latin", "Han", "Bopomofo"},
	{"Latin", "Han", "Hangul"},
}

// mixesScripts reports whether a name has letters of several scripts that are
// not written together. Signs, figures and emoji belong to none.
func mixesScripts(name string) bool {
	var found []string
	for _, r := range name {
		if s := scriptOf(r); s != "" && !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	if len(found) < 2 {
		return false
	}
	return !slices.ContainsFunc(together, func(set []string) bool {
		return !slices.ContainsFunc(found, func(s string) bool { return !slices.Contains(set, s) })
	})
}

// scripts are those that letters can belong to, the frequent ones first.
var scripts = func() []string {
	list := []string{"Latin"}
	for name := range unicode.Scripts {
		if name != "Latin" && name != "Common" && name != "Inherited" {
			list = append(list, name)
		}
	}
	slices.Sort(list[1:])
	return list
}()

// scriptOf returns the script of a letter, "" for what all scripts share.
func scriptOf(r rune) string {
	if unicode.In(r, unicode.Common, unicode.Inherited) {
		return ""
	}
	for _, name := range scripts {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	return ""
}

// Likeness returns keys of which two names share one if the eye may take them
// for the same: the name as it is written, and in small letters, with each
// letter as the one that it looks like (the skeletons of UTS 39). Storage keeps
// them.
func Likeness(name string) []string {
	if name == "" {
		return nil
	}
	name = norm.NFKC.String(name)
	keys := []string{foldKey(confusable.Skeleton(name)), foldKey(confusable.Skeleton(foldKey(name)))}
	return slices.Compact(keys)
}

// looking refuses a name that mixes scripts, or that only those who run the
// site may have.
func looking(role Role) func(string, error) (string, error) {
	return func(name string, err error) (string, error) {
		switch {
		case err != nil:
			return "", err
		case mixesScripts(name):
			return "", ErrScripts
		case !role.CanInstruct() && isReserved(name):
			return "", ErrReserved
		}
		return name, nil
	}
}
