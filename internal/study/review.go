package study

import (
	"maps"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Review is one answered item, as an entry of the log.
type Review struct {
	ID       int64
	Learner  quiz.LearnerID
	Subject  string
	Edition  string
	Topic    string
	Attempt  quiz.AttemptID
	Position int
	At       time.Time
	Day      float64 // of the learner at that moment, as it was counted then
	Item     string
	Model    string
	Wording  int
	Facility float64 // the author's guess of the model's facility, or 0
	Floor    float64 // chance of guessing right
	Right    bool
	Mixed    bool // it came among items of several topics

	Certainty quiz.Certainty
	Schedules bool // it counts for memory: not in a cram sitting
	Rates     bool // it counts for ratings: not when the key was at hand, or told a moment ago
	Mistapped bool // the learner did not mean it: memory leaves it out

	Facts  []Fact
	Mixups []deck.Mixup
}

// Fact is what a review tells about one fact, with what was expected before it:
// the log keeps both, so that ratings come out the same whenever they are
// computed.
type Fact struct {
	Name   string  `json:"name"`
	Right  bool    `json:"right"`
	Seen   bool    `json:"seen"`          // it was reviewed before
	Recall float64 `json:"recall"`        // the chance that it was recalled, where seen
	Days   float64 `json:"days,omitzero"` // since the review before, where seen; 0 in reviews of before this was kept
}

// ReviewsOf returns the reviews that the changes to an attempt since it was
// loaded bring.
func ReviewsOf(a *quiz.Attempt) ([]Review, error) {
	evidence, err := a.EvidenceNow()
	if err != nil {
		return nil, err
	}
	reviews := make([]Review, len(evidence))
	for i, e := range evidence {
		it := e.Item
		r := Review{Learner: a.Learner, Subject: a.Subject, Edition: it.Edition, Topic: it.Topic, Attempt: a.ID, Position: e.Position,
			At: e.Response.AnsweredAt, Day: e.Response.Day, Item: it.ID, Model: it.Model, Wording: it.Wording, Facility: it.Facility, Floor: e.Floor,
			Right: e.Right(), Mixed: len(a.Topics) > 1, Certainty: e.Response.Certainty, Mixups: e.Mixups,
			Schedules: a.Kind != quiz.Cram, Rates: rates(a.Kind) && it.Role != deck.Return}
		for _, f := range e.Facts {
			r.Facts = append(r.Facts, Fact{Name: f.Name, Right: f.Right})
		}
		reviews[i] = r
	}
	return reviews, nil
}

// rates reports whether answers of an attempt tell how able the learner is and
// how hard the item: not where the facts were told just before, or nobody knows
// what else lay on the table.
func rates(k quiz.Kind) bool { return k != quiz.Offline && k != quiz.Cram && k != quiz.Read }

// Fact returns what the review tells about the fact of that name.
func (r *Review) Fact(name string) Fact {
	for _, f := range r.Facts {
		if f.Name == name {
			return f
		}
	}
	return Fact{}
}

// Known is what is kept about a learner and one fact.
type Known struct {
	Trace   memory.Trace
	Rating  memory.Rating // its difficulty, over all learners
	Model   string        // through which the learner was asked last
	Wording int
	At      time.Time // of the answer given last
}

// Learned is what was known before a review, which the review changes.
type Learned struct {
	Ability memory.Rating
	Memory  memory.Rating
	Model   memory.Rating
	Facts   map[string]Known // by name
}

// weights are the parameters of memory, the same for every learner.
var weights = memory.DefaultWeights

// Expect notes in the review what was to be expected before its answer.
func (r *Review) Expect(l Learned) {
	for i := range r.Facts {
		trace := l.Facts[r.Facts[i].Name].Trace
		r.Facts[i].Seen, r.Facts[i].Recall, r.Facts[i].Days = trace.Reviews > 0, weights.Foreseen(trace, r.Day), daysSince(trace, r.Day)
	}
}

// daysSince is how long before a day a fact was reviewed; 0 if it never was.
func daysSince(t memory.Trace, day float64) float64 {
	if t.Reviews == 0 {
		return 0
	}
	return max(day-t.Reviewed, 0)
}

// Late reports whether an answer that was given after the review's was applied
// before it to a fact, of which k is kept. Then the review belongs further
// back, and the fact's memory is to be replayed.
func (r *Review) Late(k Known) bool {
	return k.Trace.Reviews > 0 && r.At.UnixMilli() < k.At.UnixMilli()
}

// Replay returns what is kept of a fact after reviews, apart from its rating.
// The reviews are in the order in which their answers were given.
func Replay(fact string, reviews []Review) Known {
	var k Known
	for i := range reviews {
		if r := &reviews[i]; r.Schedules && !r.Mistapped {
			k = r.Remember(r.Fact(fact), k)
		}
	}
	return k
}

// Apply returns what is kept after the review. It depends on nothing but the
// review and what was kept before, so it does not know whether a review is
// late.
func (r *Review) Apply(l Learned) Learned {
	next := l
	next.Facts = make(map[string]Known, len(l.Facts))
	maps.Copy(next.Facts, l.Facts)
	if r.Rates {
		r.rate(&next)
	}
	if r.Schedules && !r.Mistapped {
		for _, f := range r.Facts {
			next.Facts[f.Name] = r.Remember(f, next.Facts[f.Name])
		}
	}
	return next
}

// Remember is what is kept of one of the review's facts after it.
func (r *Review) Remember(f Fact, k Known) Known {
	k.Trace = weights.Recalled(k.Trace, r.Day, memory.Recall{Right: f.Right, Certainty: memory.Certainty(r.Certainty),
		Floor: r.Floor, Mixed: r.Mixed})
	k.At, k.Model, k.Wording = r.At, r.Model, r.Wording
	return k
}

// rate moves the ratings by how much the answer surprises.
func (r *Review) rate(l *Learned) {
	m := memory.Meeting{Learner: l.Ability, Memory: l.Memory, Model: modelRating(l.Model, r.Facility, r.Floor), Floor: r.Floor}
	for _, f := range r.Facts {
		m.Facts = append(m.Facts, memory.Met{Rating: l.Facts[f.Name].Rating, Recall: f.Recall, Days: f.Days, Seen: f.Seen})
	}
	m = m.After(r.Right)
	l.Ability, l.Memory, l.Model = m.Learner, m.Memory, m.Model
	for i, f := range r.Facts {
		k := l.Facts[f.Name]
		k.Rating = m.Facts[i].Rating
		l.Facts[f.Name] = k
	}
}

// modelRating is a model's rating; one that nobody has answered starts where
// its author expects it.
func modelRating(r memory.Rating, facility, floor float64) memory.Rating {
	if r.Answers == 0 && facility > 0 {
		r.Value = memory.DifficultyOf(facility, floor)
	}
	return r
}
