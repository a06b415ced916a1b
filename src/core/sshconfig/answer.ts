/** Yes, no, or: it cannot be told from the files alone. */
export type Answer = 'yes' | 'no' | 'unknown';

export function both(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unknown';
}

export function not(answer: Answer): Answer {
  return answer === 'unknown' ? answer : answer === 'yes' ? 'no' : 'yes';
}

export function answerOf(is: boolean): Answer {
  return is ? 'yes' : 'no';
}

/** What all of them say, or `unknown` where they differ or there are none. */
export function agreed(answers: readonly Answer[]): Answer {
  const [first = 'unknown'] = answers;
  return answers.every((answer) => answer === first) ? first : 'unknown';
}
