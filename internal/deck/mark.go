package deck

// Mark is how much of an item an answer got right, in hundred-thousandths: a
// third is 33333, which learning platforms write as 33.33333 %.
type Mark int32

// FullMark is the mark of an answer that is wholly right.
const FullMark Mark = 100_000

// MaxPoints is what an item counts for in practice, in exams and in scores.
const MaxPoints = 1

// Points are what the mark counts for there: an item is wholly right or worth
// nothing, as in the exam that learners prepare for.
func (m Mark) Points() int { return int(m/FullMark) * MaxPoints }

// Full reports whether the answer is wholly right.
func (m Mark) Full() bool { return m == FullMark }

// Share is the mark from 0 to 1.
func (m Mark) Share() float64 { return float64(m) / float64(FullMark) }

// markOf is the mark of an answer of which so many of all parts are right, to
// the nearest hundred-thousandth.
func markOf(right, all int) Mark {
	if all == 0 {
		return 0
	}
	return Mark((2*right*int(FullMark) + all) / (2 * all))
}
