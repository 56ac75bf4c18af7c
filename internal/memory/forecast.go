package memory

import "math"

// Scores is the exact distribution of the number of right answers, where each
// item is answered right with a chance of its own, independently of the others
// (Poisson binomial). Scores[k] is the chance of exactly k.
type Scores []float64

// ScoresOf computes the distribution. The time grows with the square of the
// number of items.
func ScoresOf(chances []float64) Scores {
	s := make(Scores, 1, len(chances)+1)
	s[0] = 1
	for _, p := range chances {
		s = append(s, 0)
		for k := len(s) - 1; k > 0; k-- {
			s[k] = s[k]*(1-p) + s[k-1]*p
		}
		s[0] *= 1 - p
	}
	return s
}

// Mean is the expected number of right answers.
func (s Scores) Mean() float64 {
	mean := 0.0
	for k, p := range s {
		mean += float64(k) * p
	}
	return mean
}

// AtLeast is the chance of k right answers or more.
func (s Scores) AtLeast(k int) float64 {
	sum := 0.0
	for i := max(k, 0); i < len(s); i++ {
		sum += s[i]
	}
	return min(sum, 1)
}

// Band returns the lowest and the highest number of right answers of a band
// that holds at least share of the chance: with a share of 0.8, less than a
// tenth lies below it and less than a tenth above.
func (s Scores) Band(share float64) (low, high int) {
	tail := (1 - share) / 2
	for sum := s[0]; sum < tail && low < len(s)-1; sum += s[low] {
		low++
	}
	high = len(s) - 1
	for sum := s[high]; sum < tail && high > low; sum += s[high] {
		high--
	}
	return low, high
}

// Outlook is what a learner can expect of an exam.
type Outlook struct {
	Scores    Scores
	Low, High int // the band of OutlookShare, both ends included
	// Needs is about how many more answers it takes until the learner's ability
	// is known to within knownError; 0 if it is.
	Needs int
}

// OutlookShare is how much of the chance lies between Low and High of an
// Outlook.
const OutlookShare = 0.8

const (
	// knownError, in logits, is where ability moves the expected score of an
	// exam by less than a tenth of its items.
	knownError = 0.4
	// usualInformation is what one answer says about ability, in 1/logit². In
	// simulation that is 0.19 for items at the learner's edge and 0.11 for
	// random ones.
	usualInformation = 0.15
	// misfit is how far learners differ from this model of them, in logits,
	// beyond the errors of the ratings. Without it too few scores of simulated
	// learners lie in the band.
	misfit = 0.3
	// Ability and memory are each integrated over ratingPoints points on either
	// side of their value, up to ratingReach standard errors away.
	ratingPoints = 4
	ratingReach  = 2.4
)

// Foresee is the outlook of a learner on an exam of those items. Each meeting
// holds its own model and facts, with their recall on the day of the exam;
// learner and memory, as in Meeting, are the same for all. Given these two,
// items are independent; but both are only known within their errors. So the
// distributions at many values of both are mixed, by how likely each value is.
func Foresee(learner, memory Rating, items []Meeting) Outlook {
	o := Outlook{Scores: make(Scores, len(items)+1)}
	chances := make([]float64, len(items))
	sum := 0.0
	for i := -ratingPoints; i <= ratingPoints; i++ {
		ability, likely := learner.away(i)
		for k := -ratingPoints; k <= ratingPoints; k++ {
			recall, too := memory.away(k)
			for n, m := range items {
				m.Learner, m.Memory = ability, recall
				chances[n] = m.Chance()
			}
			for right, p := range ScoresOf(chances) {
				o.Scores[right] += likely * too * p
			}
			sum += likely * too
		}
	}
	for k := range o.Scores {
		o.Scores[k] /= sum
	}
	o.Low, o.High = o.Scores.Band(OutlookShare)
	if e := learner.Error(); e > knownError {
		o.Needs = int(math.Ceil((1/(knownError*knownError) - 1/(e*e)) / usualInformation))
	}
	return o
}

// Swing is by how much the chance of at least right answers moves where luck
// moves ability and memory so far, in logits: one standard deviation.
func Swing(learner, memory Rating, items []Meeting, right int, ability, recall float64) float64 {
	chance := func(ability, recall float64) float64 {
		l, m := learner, memory
		l.Value += ability
		m.Value += recall
		return Foresee(l, m, items).Scores.AtLeast(right)
	}
	return math.Hypot(chance(ability, 0)-chance(-ability, 0), chance(0, recall)-chance(0, -recall)) / 2
}

// away is the rating at a point of the integration, as if it were known, and
// how likely that is.
func (r Rating) away(point int) (Rating, float64) {
	z := ratingReach * float64(point) / ratingPoints
	return Rating{Value: r.Value + z*math.Hypot(r.Error(), misfit), Information: math.Inf(1)}, math.Exp(-z * z / 2)
}
