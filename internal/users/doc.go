// Package users keeps accounts: who may sign in, how a browser or a program
// proves who it is, and what each role may do.
//
// Start with [New] and [Service]. A Service promises that
//
//   - a password is kept only as an argon2id hash, and how many are hashed at
//     once is bounded;
//   - a wrong password and an unknown name look the same from outside;
//   - tries are counted before they are hashed, in the database, so that
//     parallel guesses, several processes and restarts gain nothing;
//   - an access token lives for ten minutes and is still checked against the
//     stored session and user every time, so that signing out, a new role or
//     a deleted account bites at once;
//   - a refresh token that was already replaced ends its session, except that
//     its immediate predecessor is forgiven for a minute, because browsers
//     send requests in parallel and lose answers.
//
// The package knows neither HTTP nor SQL. What it asks of storage is [Store];
// the clock and the randomness are handed in.
package users
