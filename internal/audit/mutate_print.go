package audit

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// Print writes what was noticed as a table, and then the survivors. The
// prefix stands before the names of files.
func (r MutantReport) Print(w io.Writer, prefix string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "mutants\tmade\tnoticed\t\t")
	for _, s := range r.Sides {
		mark := ""
		if !s.Met() {
			mark = fmt.Sprintf("fewer than %g %%", s.Goal)
		} else if s.Goal == 0 {
			mark = "no goal: only the fact files tell"
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.2f %%\t%s\n", s.ID, s.Made, s.Noticed, s.Percent(), mark)
		for _, k := range s.Kinds {
			fmt.Fprintf(table, "  %s\t%d\t%d\t\t\n", k.Name, k.Made, k.Noticed)
		}
		for _, k := range s.Texts {
			fmt.Fprintf(table, "  in: %s\t%d\t%d\t\t\n", k.Name, k.Made, k.Noticed)
		}
		for _, b := range s.By {
			fmt.Fprintf(table, "  by %s\t\t%d\t\t\n", b.Name, b.Noticed)
		}
		if s.Signed > 0 {
			fmt.Fprintf(table, "  by a lost signature alone, which meets no goal\t\t%d\t\t\n", s.Signed)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := printer{w: w}
	for _, s := range r.Sides {
		for _, m := range s.Survivors {
			where := m.Where
			if s.ID != sideItems {
				where = prefix + where
			}
			p.line("%s: not noticed: %s: %q became %q", where, m.Kind, m.Was, m.Is)
		}
	}
	return p.err
}

// tallies are sorted by name.
func tallies(all map[string]*Tally) []Tally {
	list := make([]Tally, 0, len(all))
	for _, t := range slices.SortedFunc(maps.Values(all), func(a, b *Tally) int { return cmp.Compare(a.Name, b.Name) }) {
		list = append(list, *t)
	}
	return list
}
