package memory

import "math"

// Scores is the exact distribution of the number of right answers to items of
// which each is answered right with its own chance, independently of the
// others (Poisson binomial): Scores[k] is the chance of exactly k. It takes
// time in the square of the number of items.
type Scores []float64

// ScoresOf makes the distribution, one item after the other.
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

// Band gives the least and the most right answers such that less than half of
// what share leaves lies outside on either side: share 0.8 cuts off less than
// a tenth below and above.
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
	Low, High int // four in five scores lie between, both included
	// Needs is about how many more answers make the learner's ability known
	// to within knownError; 0 when it is.
	Needs int
}

// OutlookShare is how much of the chance lies between Low and High of an
// Outlook.
const OutlookShare = 0.8

const (
	// knownError, in logits, is where ability moves the expected score of an
	// exam by less than a tenth of its items.
	knownError = 0.4
	// usualInformation is what one answer tells about ability, in 1/logit². In
	// simulation items at the learner's edge tell 0.19, random ones 0.11.
	usualInformation = 0.15
	// misfit is how far, in logits, a learner and this model of them differ
	// beyond the errors of the ratings; without it too few scores of simulated
	// learners lie in the band.
	misfit = 0.3
	// Ability and memory are each integrated over so many points on either
	// side, up to so many standard errors away.
	ratingPoints = 4
	ratingReach  = 2.4
)

// Foresee is the outlook of a learner on an exam of those items. Each meeting
// holds its own model and facts, with their recall on the day of the exam;
// learner and memory, as in Meeting, are the same for all. Items are
// independent given these two, which are only known within their error: the
// distributions at many values of both are mixed by how likely each is.
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

// away is the rating at a point of the integration, as if it were known, and
// how likely that is.
func (r Rating) away(point int) (Rating, float64) {
	z := ratingReach * float64(point) / ratingPoints
	return Rating{Value: r.Value + z*math.Hypot(r.Error(), misfit), Information: math.Inf(1)}, math.Exp(-z * z / 2)
}
