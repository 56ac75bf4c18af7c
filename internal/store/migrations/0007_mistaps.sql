-- Counting a learner's mistaps tells a rebuild whether one was added meanwhile.

CREATE INDEX reviews_mistapped ON reviews (learner_id) WHERE mistapped = 1;
