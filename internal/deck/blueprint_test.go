package deck

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func (d *Deck) topicIDs() []string {
	var ids []string
	for _, t := range d.Topics {
		ids = append(ids, t.ID)
	}
	return ids
}

// Quotas are whole, add up, lie within one of the exact share, and never ask
// for more than there is.
func TestApportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var queues []*queue
		have := 0
		for range rapid.IntRange(1, 8).Draw(t, "topics") {
			q := &queue{weight: rapid.IntRange(1, 5).Draw(t, "weight")}
			for range rapid.IntRange(0, 30).Draw(t, "items") {
				q.hands = append(q.hands, make([]*Spec, 1))
			}
			have += q.left()
			queues = append(queues, q)
		}
		n := rapid.IntRange(0, MaxSize).Draw(t, "size")
		quotas, _ := apportion(n, queues, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		sum, weights, rest := 0, 0, n
		for i, q := range queues {
			sum += quotas[i]
			if quotas[i] < 0 || quotas[i] > q.left() {
				t.Fatalf("quota %d of %d items", quotas[i], q.left())
			}
			if quotas[i] == q.left() {
				rest -= quotas[i]
			} else {
				weights += q.weight
			}
		}
		if sum != min(n, have) {
			t.Fatalf("%d items shared out, want %d", sum, min(n, have))
		}
		for i, q := range queues { // those that have enough share the rest by weight
			if off := quotas[i]*weights - rest*q.weight; quotas[i] < q.left() && (off <= -weights*2 || off >= weights*2) {
				t.Fatalf("weight %d of %d gets %d of %d", q.weight, weights, quotas[i], rest)
			}
		}
	})
}

func TestApportionExactly(t *testing.T) {
	queueOf := func(weight, items int) *queue { return &queue{weight: weight, hands: make([][]*Spec, items)} }
	fill := func(queues []*queue) []*queue {
		for _, q := range queues {
			for i := range q.hands {
				q.hands[i] = make([]*Spec, 1)
			}
		}
		return queues
	}
	for _, tt := range []struct {
		name   string
		n      int
		queues []*queue
		want   []int
	}{
		{"even", 9, []*queue{queueOf(1, 20), queueOf(1, 20), queueOf(1, 20)}, []int{3, 3, 3}},
		{"weighted", 10, []*queue{queueOf(3, 20), queueOf(1, 20), queueOf(1, 20)}, []int{6, 2, 2}},
		{"largest remainder", 10, []*queue{queueOf(3, 20), queueOf(3, 20), queueOf(1, 20)}, []int{4, 4, 2}},
		{"a poor topic leaves the rest to the others", 12, []*queue{queueOf(3, 2), queueOf(1, 20), queueOf(1, 20)}, []int{2, 5, 5}},
		{"an empty one too", 4, []*queue{queueOf(2, 0), queueOf(2, 20)}, []int{0, 4}},
		{"more than there is", 9, []*queue{queueOf(1, 2), queueOf(1, 3)}, []int{2, 3}},
	} {
		for seed := range uint64(10) {
			if got, _ := apportion(tt.n, fill(tt.queues), rand.New(rand.NewPCG(seed, 0))); tt.name != "largest remainder" && !slices.Equal(got, tt.want) || got[0] != tt.want[0] && tt.name == "largest remainder" {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
			}
		}
	}
}

// Chance decides which of two equals gets the odd item, not their order.
func TestTiesAreRandom(t *testing.T) {
	firsts := 0
	for seed := range uint64(200) {
		queues := []*queue{{weight: 1, hands: [][]*Spec{{nil}, {nil}}}, {weight: 1, hands: [][]*Spec{{nil}, {nil}}}}
		quotas, _ := apportion(1, queues, rand.New(rand.NewPCG(seed, 1)))
		firsts += quotas[0]
	}
	if firsts < 60 || firsts > 140 {
		t.Errorf("the first topic got the odd item in %d of 200", firsts)
	}
}

// Turns are spread: a topic with half of them never has a third of them in a
// row.
func TestInterleaveSpreads(t *testing.T) {
	for seed := range uint64(200) {
		turns := interleave([]int{10, 5, 5}, rand.New(rand.NewPCG(seed, 2)))
		run, last := 0, -1
		n := make([]int, 3)
		for _, q := range turns {
			n[q]++
			if q == last {
				run++
			} else {
				run, last = 1, q
			}
			if run > 6 {
				t.Fatalf("seed %d: %v", seed, turns)
			}
		}
		if !slices.Equal(n, []int{10, 5, 5}) {
			t.Fatalf("seed %d: %v", seed, n)
		}
	}
}

// Six items shared as 4 to 3 to 1 are 3, 2.25 and 0.75: the third may lend its
// item to the second, but the first has its whole share and borrows nothing.
func TestWholeSharesBorrowNothing(t *testing.T) {
	var queues []*queue
	for _, weight := range []int{4, 3, 1} {
		queues = append(queues, &queue{weight: weight, hands: slices.Repeat([][]*Spec{{nil}}, 6)})
	}
	quotas, rounded := apportion(6, queues, rand.New(rand.NewPCG(1, 1)))
	for i, want := range []int{-1, 2, -1} {
		if got := lenderTo(i, quotas, rounded); got != want {
			t.Errorf("topic %d of %v borrows from %d, want %d", i, quotas, got, want)
		}
	}
}

// Attempts of the usual lengths meet the weights of the deck, on any day.
func TestAttemptsMeetTheBlueprint(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := support(t)
	rapid.Check(t, func(t *rapid.T) {
		o := Request{Lang: "en", Mode: rapid.SampledFrom([]Mode{Practice, Exam}).Draw(t, "mode"), Day: today,
			Edition: rapid.SampledFrom(d.Editions).Draw(t, "edition").ID, Size: rapid.IntRange(1, 20).Draw(t, "size"),
			Streams: NewStreams(rapid.Uint64().Draw(t, "seed")), Topics: d.topicIDs()}
		items, err := d.DealAttempt(o)
		if err != nil {
			t.Fatal(err)
		}
		weights, n := 0, map[string]int{}
		for _, topic := range d.Topics {
			if d.Items(o.Edition, topic.ID, o.Day) > 0 {
				weights += max(1, topic.Weight)
			}
		}
		for _, it := range items {
			n[d.Under(it)]++
		}
		if len(items) != o.Size {
			t.Fatalf("%d of %d items", len(items), o.Size)
		}
		for _, topic := range d.Topics {
			if d.Items(o.Edition, topic.ID, o.Day) == 0 {
				continue
			}
			if off := n[topic.ID]*weights - o.Size*max(1, topic.Weight); off <= -weights || off >= weights {
				t.Fatalf("%v in an attempt of %d", n, o.Size)
			}
		}
	})
}

// Facts that tell a learner the same are asked once, and not after one of them
// was told.
func TestSameFactsAreAskedOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := planetsDeck(t)
	alike := soundly(t, replacement{"facts.yaml", "{id: metal-mercury,", "{id: metal-mercury, same: red,"},
		replacement{"facts.yaml", "{id: metal-mars,", "{id: metal-mars, same: red,"})
	both := func(d *Deck) bool {
		for seed := range uint64(50) {
			items, err := d.DealAttempt(Request{Edition: "new", Lang: "en", Mode: Exam, Topics: d.topicIDs(), Size: MaxSize, Day: "2020-01-01", Streams: NewStreams(seed)})
			if err != nil {
				t.Fatal(err)
			}
			asked := map[string]bool{}
			for _, it := range items {
				for _, id := range it.Facts {
					asked[id] = true
				}
			}
			if asked["metal-mercury"] && asked["metal-mars"] {
				return true
			}
		}
		return false
	}
	if !both(d) || both(alike) {
		t.Errorf("both facts are asked: %v; marked as the same: %v", both(d), both(alike))
	}
}

// Counting up to a number gives that number or all that there is.
func TestAvailableUpTo(t *testing.T) {
	d := planetsDeck(t)
	for _, mode := range []Mode{Practice, Exam} {
		for _, topics := range append([][]string{d.topicIDs()}, slices.Collect(slices.Chunk(d.topicIDs(), 1))...) {
			o := Request{Edition: "new", Lang: "en", Mode: mode, Topics: topics, Day: "2020-01-01"}
			all, err := d.Available(o)
			if err != nil || all == 0 {
				t.Fatalf("%s, %v: %d items, %v", mode, topics, all, err)
			}
			for most := 1; most <= all+2; most++ {
				if n, err := d.AvailableUpTo(o, most); err != nil || n != min(all, most) {
					t.Errorf("%s, %v: %d items up to %d of %d, %v", mode, topics, n, most, all, err)
				}
			}
		}
	}
}

// The questions of a situation stand together, in one piece.
func TestCasesAreDealtTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := support(t)
	seen := 0
	for seed := range uint64(40) {
		items, err := d.DealAttempt(Request{Edition: "2026", Lang: "en", Mode: Practice, Topics: d.topicIDs(), Size: 20, Day: today, Streams: NewStreams(seed)})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(items); i++ {
			if items[i].Case == "" {
				continue
			}
			seen++
			for range caseQuestions - 1 {
				if i++; i == len(items) || items[i].Case != items[i-1].Case {
					t.Fatalf("seed %d: the case set of %s is torn", seed, items[i-1].ID)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no case was dealt")
	}
}

func BenchmarkDealAttempt(b *testing.B) {
	d := support(b)
	topics := d.topicIDs()
	i := uint64(0)
	for b.Loop() {
		if _, err := d.DealAttempt(Request{Edition: "2026", Lang: "en", Mode: Practice, Topics: topics, Size: 20, Day: today, Streams: NewStreams(i)}); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// Ten questions on eight topics leave no topic a quota of three, and still a
// case set comes now and then, without any topic being off by more than one.
func TestSmallAttemptsHaveCaseSets(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := support(t)
	weights, topics := 0, []string{}
	for _, topic := range d.Topics {
		weights += max(1, topic.Weight)
		topics = append(topics, topic.ID)
	}
	const size = 10
	sets := 0
	for seed := range uint64(300) {
		items, err := d.DealAttempt(Request{Edition: "2026", Lang: "en", Mode: Exam, Topics: topics, Size: size, Day: today, Streams: NewStreams(seed)})
		if err != nil || len(items) != size {
			t.Fatalf("seed %d: %d items, %v", seed, len(items), err)
		}
		count := map[string]int{}
		for i, it := range items {
			count[d.Under(it)]++
			if it.Case != "" && (i == 0 || items[i-1].Case != it.Case) {
				sets++
				if i+2 >= size || items[i+1].Case != it.Case || items[i+2].Case != it.Case {
					t.Errorf("seed %d: the questions on %q do not follow each other", seed, it.Case)
				}
			}
		}
		for _, topic := range d.Topics {
			if n := d.Items("2026", topic.ID, today); n == 0 {
				continue
			}
			// Concierge has none in this edition, and its share goes to the others.
			if off := count[topic.ID]*(weights-1) - size*max(1, topic.Weight); off > weights || -off > weights {
				t.Errorf("seed %d: %d items on %s, weight %d of %d", seed, count[topic.ID], topic.ID, topic.Weight, weights)
			}
		}
	}
	if sets < 5 {
		t.Errorf("%d case sets in 300 attempts", sets)
	}
	t.Logf("%d case sets in 300 attempts", sets)
}

// What is fresh is dealt in its order; the rest only where nothing fresh is
// left, in its own. What was asked before gets other words.
func TestArrange(t *testing.T) {
	d := support(t)
	var all []string
	arrange := func(fresh int) Arrange {
		return func(hands [][]*Spec, _ *rand.Rand) int {
			slices.SortFunc(hands, func(a, b []*Spec) int { return cmp.Compare(a[0].ID, b[0].ID) })
			all = nil
			for _, specs := range hands {
				all = append(all, specs[0].ID)
			}
			return fresh
		}
	}
	for _, fresh := range []int{0, 3, 10, 40} {
		o := Request{Edition: "2026", Lang: "en", Mode: Exam, Topics: []string{"tam"}, Types: []string{"single"}, Size: 10, Day: today, Streams: NewStreams(1), Arrange: arrange(fresh)}
		items, err := d.DealAttempt(o)
		if err != nil || len(items) != 10 {
			t.Fatalf("%d items, %v", len(items), err)
		}
		for i, it := range items {
			at := slices.Index(all, it.ID)
			if i > 0 && at < slices.Index(all, items[i-1].ID) || i < min(fresh, 3) && at >= fresh {
				t.Errorf("%d fresh: item %d is the %dth", fresh, i+1, at+1)
			}
		}
		o.Last = map[string]int{}
		for _, it := range items {
			o.Last[it.ID] = it.Wording
		}
		again, err := d.DealAttempt(o)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range again {
			if last, before := o.Last[it.ID]; before && last == it.Wording && len(d.model(it.Model).Stem.EN) > 1 {
				t.Errorf("%s has wording %d again", it.ID, last)
			}
		}
	}
}
