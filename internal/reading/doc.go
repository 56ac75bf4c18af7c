// Package reading makes pages to read of the facts of a subject.
//
// An author says in readings.yaml of which relations, entities and editions a
// page is made ([deck.Reading]); [Build] makes the page for a day, and [Check]
// tells the author what would stay empty or be misread. A page promises that
//
//   - every value is that of a fact that holds on the day that its part speaks
//     of, and that day is the edition's last where the edition is over;
//   - every value that is struck through is that of a fact that has ended;
//   - whatever a fact tells can be withheld by the name of the fact.
//
// Texts of authors say where to look, never what is there.
package reading
