package deck

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// dealExam deals the exam of a seed today, in the deck's current edition.
func dealExam(t testing.TB, d *Deck, p *ExamProfile, edition string, seed uint64, young func(string) bool) []Item {
	t.Helper()
	items, err := d.DealExam(p, Request{Edition: edition, Lang: "en", Day: today, Streams: NewStreams(seed)}, young)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// An exam has exactly the items that its profile says, of its types and on its
// topics, and asks no fact twice.
func TestDealExam(t *testing.T) {
	seeds := uint64(6)
	if testing.Short() {
		seeds = 1
	}
	for _, d := range append(shippedDecks(t), planetsDeck(t)) {
		for i := range d.Exams {
			p := &d.Exams[i]
			for _, e := range d.Editions {
				for seed := range seeds {
					items := dealExam(t, d, p, e.ID, seed, nil)
					count := map[Role]int{}
					facts := map[string]bool{}
					for _, it := range items {
						count[it.Role]++
						if !slices.Contains(p.Types, it.Type) || len(p.Topics) > 0 && !slices.Contains(p.Topics, it.Topic) {
							t.Errorf("%s: %s is a %s on %s", p.ID, it.ID, it.Type, it.Topic)
						}
						for _, name := range it.Names {
							if facts[name] {
								t.Errorf("%s %s, seed %d: %q is asked twice", p.ID, e.ID, seed, name)
							}
							facts[name] = true
						}
					}
					if len(items) != p.Items || count[Scored] != p.Scored || count[Trial] != p.Trials() {
						t.Errorf("%s %s, seed %d: %v, want %d scored of %d", p.ID, e.ID, seed, count, p.Scored, p.Items)
					}
				}
			}
		}
	}
}

// An exam like another has its blueprint, and items that are as hard: their mean
// facility differs by two hundredths at most, whatever the other was.
func TestDealExamLike(t *testing.T) {
	seeds := uint64(20)
	if testing.Short() {
		seeds = 2
	}
	d := support(t)
	for i := range d.Exams {
		p := &d.Exams[i]
		far, before := 0, 0
		for seed := range seeds {
			other := dealExam(t, d, p, d.Current, seed, nil)
			o := Request{Edition: d.Current, Lang: "en", Day: today, Streams: NewStreams(1000 + seed)}
			items, err := d.DealExamLike(p, o, nil, Facility(other))
			if err != nil || len(items) != p.Items {
				t.Fatalf("%s: %d items, %v", p.ID, len(items), err)
			}
			if reflect.DeepEqual(items, other) {
				t.Errorf("%s, seed %d: the same exam again", p.ID, seed)
			}
			far = max(far, abs(Facility(items)-Facility(other)))
			before = max(before, abs(Facility(dealExam(t, d, p, d.Current, 1000+seed, nil))-Facility(other)))
			topics := map[string]int{}
			for _, it := range append(slices.Clone(items), other...) {
				topics[it.Topic]++
			}
			for topic, n := range topics {
				if a, b := onTopic(items, topic), onTopic(other, topic); abs(a-b) > 1 {
					t.Errorf("%s, seed %d: %d and %d of %d scored items are on %s", p.ID, seed, a, b, n, topic)
				}
			}
		}
		t.Logf("%s: %d thousandths apart at most, dealt without regard to it %d", p.ID, far, before)
		if far > 2*LikeWithin {
			t.Errorf("%s: the facilities are %d thousandths apart", p.ID, far)
		}
	}
}

// onTopic counts the scored items on a topic.
func onTopic(items []Item, topic string) int {
	n := 0
	for _, it := range items {
		if it.Topic == topic && it.Role == Scored {
			n++
		}
	}
	return n
}

// The same seed deals the same exam, and another seed another one.
func TestDealExamIsRepeatable(t *testing.T) {
	d := support(t)
	p := d.Exam("clf-c02-short")
	a, b := dealExam(t, d, p, d.Current, 7, nil), dealExam(t, d, p, d.Current, 7, nil)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed deals two exams")
	}
	if reflect.DeepEqual(a, dealExam(t, d, p, d.Current, 8, nil)) {
		t.Error("two seeds deal the same exam")
	}
}

// Trial items go to young models, scored ones to the others, as far as the
// topics have both.
func TestTrialItemsGoToYoungModels(t *testing.T) {
	d := support(t)
	p := d.Exam("clf-c02-short")
	models := map[string][]string{} // topic -> models with items of the exam's types
	for _, s := range d.Specs(d.Current, today) {
		if slices.Contains(p.Types, s.Model.Type) && !slices.Contains(models[s.Topic], s.Model.ID) {
			models[s.Topic] = append(models[s.Topic], s.Model.ID)
		}
	}
	isYoung := map[string]bool{}
	for _, ids := range models {
		for i, id := range ids {
			isYoung[id] = i%2 == 1
		}
	}
	young := map[Role]int{}
	all := map[Role]int{}
	for seed := range uint64(60) {
		for _, it := range dealExam(t, d, p, d.Current, seed, func(model string) bool { return isYoung[model] }) {
			all[it.Role]++
			if isYoung[it.Model] {
				young[it.Role]++
			}
		}
	}
	if share := float64(young[Trial]) / float64(all[Trial]); share < 0.85 {
		t.Errorf("%.0f %% of the trial items are of young models", 100*share)
	}
	if share := float64(young[Scored]) / float64(all[Scored]); share > 0.15 {
		t.Errorf("%.0f %% of the scored items are of young models", 100*share)
	}
}

// Nobody can tell a trial item by its position: over many exams each one holds
// as many.
func TestTrialItemsStandAnywhere(t *testing.T) {
	scored, trial := make([]Item, 10), []Item{{Role: Trial}, {Role: Trial}, {Role: Trial}}
	for i := range scored {
		scored[i].ID = fmt.Sprint(i)
	}
	const exams = 5000
	counts := make([]int, len(scored)+len(trial))
	for seed := range uint64(exams) {
		order := ""
		for at, it := range mixIn(scored, trial, NewStreams(seed)) {
			if it.Role == Trial {
				counts[at]++
			}
			order += it.ID
		}
		if order != "0123456789" {
			t.Fatalf("the scored items stand as %s", order)
		}
	}
	expected := float64(exams*len(trial)) / float64(len(counts))
	chi := 0.0
	for _, n := range counts {
		chi += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	if chi > 32.9 { // 12 degrees of freedom, one in a thousand
		t.Errorf("chi-square %.1f of positions %v", chi, counts)
	}
}
