package matcher

import "sync"

// memo remembers what was made of keys that come from the input. It is bounded:
// when it is full it begins anew. It is safe for concurrent use.
type memo[K comparable, V any] struct {
	most int
	mu   sync.RWMutex
	made map[K]V
}

func newMemo[K comparable, V any](most int) *memo[K, V] {
	return &memo[K, V]{most: most, made: map[K]V{}}
}

// get returns what was made of a key, or makes it. What is kept must not hold on to
// the input: it is made of a key of the memo's own, which own gives.
func (m *memo[K, V]) get(key K, own func(K) K, make func(K) V) V {
	m.mu.RLock()
	v, ok := m.made[key]
	m.mu.RUnlock()
	if ok {
		return v
	}
	key = own(key)
	v = make(key)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.made) >= m.most {
		clear(m.made)
	}
	m.made[key] = v
	return v
}
