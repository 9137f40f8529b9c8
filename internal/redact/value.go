package redact

import "reflect"

// Value is a deep copy of v in which each text is redacted. What v points to of
// the types to keep is shared, not copied: it holds nothing of the user's.
// Names are learned from all of v before anything is replaced.
func Value[T any](r *Redactor, v T, keep ...reflect.Type) T {
	w := walker{keep: map[reflect.Type]bool{}, text: func(s string) string { r.Learn(s); return s }}
	for _, t := range keep {
		w.keep[t] = true
	}
	in := reflect.ValueOf(&v).Elem()
	w.copy(in)
	w.text = r.Text
	return w.copy(in).Interface().(T)
}

type walker struct {
	keep map[reflect.Type]bool
	text func(string) string
}

func (w *walker) copy(v reflect.Value) reflect.Value {
	if w.keep[v.Type()] {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		out.SetString(w.text(v.String()))
	case reflect.Pointer:
		if !v.IsNil() && !w.keep[v.Type().Elem()] {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(w.copy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(w.copy(v.Index(i)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(w.copy(v.Field(i)))
			}
		}
	}
	return out
}
