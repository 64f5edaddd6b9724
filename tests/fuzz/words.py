"""The words that fuzzed streams and replies are made of."""

from __future__ import annotations

EVENTS = [
    *(b"Message", b"Message", b"Message", b"Interrupt", b"Error", b"error", b"Done", b"PING"),
    *(b"message", b"done", b"interrupt", b"", b"conversation.message.delta", b"DONE\0"),
]
NOISE = [
    *(b"", b"", b"", b"", b": ping", b"retry: 10", b"id: 1", b"id: \0", b"data", b"data:", b"x: y"),
    *(b"event: Done", b"\xef\xbb\xbf", b"\xff\xfe", b"data: {"),
]
KEYS = [
    *("content", "content", "content_type", "node_id", "node_title", "node_type", "node_seq_id"),
    *("node_is_finish", "node_execute_uuid", "token", "usage", "input_count", "output_count"),
    *("token_count", "event", "id", "event_id", "type", "interrupt_type", "interrupt_data"),
    *("interrupt_data", "data", "data", "messages", "question", "options", "name", "required"),
    *("required_parameters", "default", "default_value", "description", "schema", "error_code"),
    *("error_message", "code", "msg", "message", "error", "detail", "logid", "log_id"),
    *("execute_id", "debug_url", "conversation_id", "output", "content_type", "type_for_model"),
    *("ext", "", "你", "\ud800", "x_properties", "workflow_card_info", "card_type", "title"),
]
VALUES = [
    *('""', '"a"', '"你好\\n"', '"question"', '"interrupt"', '"text"', '"Question"', '"Input"'),
    *('"card"', '"integer"', '"true"', '"1/2"', '"0"', '"7533521629687578624"', '"--5"', '"-"'),
    *('"\\ud800"', '"\\u0000\\u001b[2J"', '"\x9b31m\u202e"', '"\ud800"', '"http://["', '"/"'),
    *('"http://127.0.0.1:3000/x?execute_id=7&space_id=0"', '"http://h/?execute_id=%00%1b"'),
    *("null", "true", "false", "0", "1", "-1", "0.5", "1e400", "NaN", "9223372036854775808"),
    *("1" * 40, "1" * 5000, '"' + "9" * 40 + '"', "[[[[[]]]]]", "{", '"', "\n", "\u2028"),
    *('"code=720702011 message=gone\\nstack"', '"panic error: x, \\nstack: y"', '"٣"', '"²"'),
    *('"strconv.ParseInt: parsing \\"wf\\": invalid syntax"', '"QUESTION"', '"INPUT"', "2", "5"),
    *('"{\\"messages\\":[{\\"type\\":\\"question\\",\\"content\\":\\"?\\"}]}"', '"data: x"'),
]
# Pieces for the bytes that build nothing: they rarely get past the first brace by themselves.
PIECES = [
    *(b"data:", b"data: ", b"event: ", b"id: ", b"retry: 1\n", b": ping\n", b"\n", b"\r", b"\r\n"),
    *(b"\n\n", b"Message", b"message", b"Done", b"Error", b"error", b"Interrupt", b"PING", b":"),
    *(b"\xef\xbb\xbf", b"\0", b"\xff", b"\xe4\xbd", "你".encode(), "\u2028".encode(), b"\x1b[2J"),
    *(b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"\\ud800", b"\\u0000", b"0", b"-", b"1e9", b" "),
    *(
        b'"content":',
        b'"interrupt_data":{',
        b'"event_id":"1/2"',
        b'"data":"',
        b'"code":',
        b'"msg":',
    ),
    *(b'event: Message\ndata: {"content":"', b'","node_is_finish":true}\n\n', b"null", b"1" * 40),
    *(b'event: Done\ndata: {"debug_url":""}\n\n', b"event: error\ndata: code=5 message=x\n\n"),
    *(b'event: Interrupt\ndata: {"interrupt_data":{"event_id":"1/2","type":2,"data":"', b'"}}\n\n'),
    *(b'{"content_type":1,"data":"x","type_for_model":2}', b"<title", b"<html>", b"</title>", b"<"),
    *(b"code=720702011 message=", b'strconv.ParseInt: parsing "', b"panic error: x, \\nstack: "),
]
