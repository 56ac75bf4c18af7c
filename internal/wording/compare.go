package wording

import "slices"

// differ is what the one language has and the other has not.
func differ(en, fr []figure) (onlyEN, onlyFR []string) {
	firmEN, firmFR := unmatched(en, fr), unmatched(fr, en)
	for _, f := range firmEN {
		if f.weight == firm {
			onlyEN = append(onlyEN, f.is)
		}
	}
	for _, f := range firmFR {
		if f.weight == firm {
			onlyFR = append(onlyFR, f.is)
		}
	}
	softEN, softFR := only(firmEN, soft), only(firmFR, soft)
	if len(softEN) > 0 && len(softFR) > 0 {
		onlyEN, onlyFR = append(onlyEN, softEN...), append(onlyFR, softFR...)
	}
	return onlyEN, onlyFR
}

func only(list []figure, w weight) (is []string) {
	for _, f := range list {
		if f.weight == w {
			is = append(is, f.is)
		}
	}
	return is
}

// unmatched are those of a that b has not, one for one.
func unmatched(a, b []figure) (left []figure) {
	b = slices.Clone(b)
	for _, f := range a {
		if i := slices.IndexFunc(b, func(g figure) bool { return g.is == f.is }); i >= 0 {
			b = slices.Delete(b, i, i+1)
			continue
		}
		left = append(left, f)
	}
	return left
}

// common are the firm figures of a that b has too, in their order.
func common(a, b []figure) (is []string) {
	for _, f := range a {
		if f.weight != firm || !slices.ContainsFunc(b, func(g figure) bool { return g.is == f.is && g.weight == firm }) {
			continue
		}
		is = append(is, f.is)
	}
	return is
}
