package lsp

// follow tells where the lines of an old text stand in a new one: -1 for those
// that changed or went away. Lines that occur once in both are sure; from
// them, and from both ends, equal neighbours are followed.
func follow(before, now []string) []int {
	at := make([]int, len(before))
	place := uniquePlaces(now)
	once := uniquePlaces(before)
	for i, line := range before {
		at[i] = -1
		if j, ok := place[line]; ok && once[line] == i && j >= 0 {
			at[i] = j
		}
	}
	last := -1
	for i, line := range before {
		if at[i] < 0 && last >= -1 && last+1 < len(now) && now[last+1] == line {
			at[i] = last + 1
		}
		last = orLost(at[i])
	}
	next := len(now)
	for i := len(before) - 1; i >= 0; i-- {
		if at[i] < 0 && next > 0 && now[next-1] == before[i] {
			at[i] = next - 1
		}
		next = at[i]
	}
	return at
}

// orLost keeps "before the first line" (-1) apart from "not to be found".
func orLost(at int) int {
	if at < 0 {
		return -2
	}
	return at
}

// uniquePlaces gives the place of each line that occurs once, -1 for others.
func uniquePlaces(lines []string) map[string]int {
	places := make(map[string]int, len(lines))
	for i, line := range lines {
		if _, seen := places[line]; seen {
			places[line] = -1
		} else {
			places[line] = i
		}
	}
	return places
}
