package dress

import (
	"fmt"
	"strings"
)

// spreads are records that are each spread over several lines.
func spreads() []Form {
	lineByLine := func(name string, record func(i int, line string) string) Form {
		return Form{Name: name, Put: func(text string) string { return eachInto(text, record) }}
	}
	return []Form{
		lineByLine("journal-json-pretty", func(i int, line string) string {
			return fmt.Sprintf("{\n\t\"_PID\" : \"4127\",\n\t\"MESSAGE\" : %s,\n\t\"__REALTIME_TIMESTAMP\" : \"%d\"\n}", marshal(line), at(i).UnixMicro())
		}),
		lineByLine("journal-verbose", func(i int, line string) string {
			return at(i).Format("Mon 2006-01-02 15:04:05.000000 UTC [s=a8626e8c40;i=b;b=0123456789;m=2aeae67;t=6475ef64c;x=42df7596f9]") +
				"\n    SYSLOG_IDENTIFIER=shop\n    _PID=4127\n    MESSAGE=" + line
		}),
		lineByLine("journal-export", func(i int, line string) string {
			return fmt.Sprintf("__CURSOR=s=a8626e8c40;i=b\n__REALTIME_TIMESTAMP=%d\n_PID=4127\nMESSAGE=%s\n", at(i).UnixMicro(), line)
		}),
		{Name: "powershell", Put: calledByPowerShell},
		{Name: "pretty-records", Put: func(text string) string {
			message, trace := parts(text)
			record := func(level, message, trace string) string {
				return fmt.Sprintf("{\n    \"body\": %s,\n    \"severity_text\": %q,\n    \"attributes\": {\n        \"exception.stacktrace\": %s\n    }\n}\n",
					marshal(message), level, marshal(strings.TrimSuffix(trace, "\n")))
			}
			return record("INFO", "open", "") + record("ERROR", message, trace)
		}},
	}
}

// calledByPowerShell shows the first line of an error as PowerShell does, which
// takes it for its own.
func calledByPowerShell(text string) string {
	first, rest, _ := strings.Cut(text, "\n")
	const command = "python app.py 2>&1 | Tee-Object app.log"
	return "python : " + first + "\nAt line:1 char:1\n+ " + command + "\n+ " + strings.Repeat("~", len(command)) +
		"\n    + CategoryInfo          : NotSpecified: (" + first + ":String) [], RemoteException\n" +
		"    + FullyQualifiedErrorId : NativeCommandError\n \n" + rest
}
