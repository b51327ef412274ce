//! A small editor: it starts the server, sends what it is told to, and keeps everything that comes back.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Nothing here takes so long, unless it never comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// So long the findings of a version may still be completed.
const A_LITTLE: Duration = Duration::from_millis(80);

/// A server and the editor's side of the conversation.
pub(crate) struct Client {
    process: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next_id: i64,
    /// Answers that nobody has fetched yet, by their ids.
    answers: BTreeMap<String, Vec<Value>>,
    /// Every notification and request of the server, in order.
    pub(crate) heard: Vec<Value>,
    /// The published findings, each as it came.
    pub(crate) published: Vec<Value>,
    /// How requests of the server are answered; `None`: never.
    pub(crate) replies: Option<fn(&Value) -> Value>,
}

impl Client {
    /// A server that has been told nothing.
    pub(crate) fn start() -> Client {
        let mut process = Command::new(env!("CARGO_BIN_EXE_expol-lsp"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = process.stdout.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let input = process.stdin.take();
        Client {
            process,
            input,
            messages,
            next_id: 0,
            answers: BTreeMap::new(),
            heard: Vec::new(),
            published: Vec::new(),
            replies: Some(|_| Value::Null),
        }
    }

    /// A server for these folders, initialized with these capabilities and options.
    pub(crate) fn with(folders: &[String], capabilities: Value, options: Value) -> Client {
        let mut client = Client::start();
        let folders: Vec<Value> = folders.iter().map(|uri| json!({ "uri": uri, "name": "w" })).collect();
        let params = json!({
            "processId": std::process::id(),
            "clientInfo": { "name": "test" },
            "rootUri": null,
            "capabilities": capabilities,
            "initializationOptions": options,
            "workspaceFolders": folders,
        });
        client.request("initialize", params).unwrap();
        client.notify("initialized", json!({}));
        client
    }

    /// A server for one folder, judged on the day of all tests.
    pub(crate) fn of(folder: &str) -> Client {
        Client::with(&[folder.to_owned()], json!({}), json!({ "asOf": AS_OF }))
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Value) {
        self.raw(&framed(message));
    }

    /// Sends a notification.
    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request, and returns its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params }));
        self.next_id
    }

    /// Sends a request, and waits for the result or the error.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, Value> {
        outcome(self.response(&json!(id)))
    }

    /// Waits for the whole response with an id.
    pub(crate) fn response(&mut self, id: &Value) -> Value {
        let key = id.to_string();
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(waiting) = self.answers.get_mut(&key)
                && !waiting.is_empty()
            {
                return waiting.remove(0);
            }
            assert!(self.listen(end), "no answer to request {id}; heard {:#?}", self.heard);
        }
    }

    /// Takes in what comes within a time, and says whether anything came for the ids.
    pub(crate) fn idle(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while self.listen(end) {}
    }

    /// The number of answers that came for an id and were not fetched.
    pub(crate) fn unfetched(&self) -> usize {
        self.answers.values().map(Vec::len).sum()
    }

    /// Opens a document.
    pub(crate) fn open(&mut self, uri: &str, version: i64, text: &str) {
        let document = json!({ "uri": uri, "languageId": "expol", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the text of a document.
    pub(crate) fn replace(&mut self, uri: &str, version: i64, text: &str) {
        self.change(uri, version, json!([{ "text": text }]));
    }

    /// Changes a document.
    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Closes a document.
    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Waits until the findings of a version are published (`None`: of a file that is not open), and returns them. What
    /// a file says by itself may come first, so it listens a little longer.
    pub(crate) fn findings(&mut self, uri: &str, version: Option<i64>) -> Vec<Value> {
        let end = Instant::now() + PATIENCE;
        let is_it = |published: &&Value| {
            published["uri"] == uri && published.get("version").and_then(Value::as_i64) == version
        };
        while !self.published.iter().any(|published| is_it(&published)) {
            assert!(self.listen(end), "no findings of {uri} {version:?}: {:#?}", self.published);
        }
        self.idle(A_LITTLE);
        let last = self.published.iter().rev().find(is_it).unwrap();
        last["diagnostics"].as_array().unwrap().clone()
    }

    /// Waits until a condition holds for what was published last about a file.
    pub(crate) fn until(&mut self, uri: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.latest(uri)
                && holds(&found)
            {
                return found;
            }
            assert!(self.listen(end), "it never came to that: {:#?}", self.latest(uri));
        }
    }

    /// What was published last about a file.
    pub(crate) fn latest(&self, uri: &str) -> Option<Vec<Value>> {
        let last = self.published.iter().rev().find(|published| published["uri"] == uri)?;
        Some(last["diagnostics"].as_array().unwrap().clone())
    }

    /// Closes the input, and waits for the end.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.input = None;
        self.wait()
    }

    /// `shutdown` and `exit`; waits for the end. Nothing may have been written to standard error.
    pub(crate) fn finish(mut self) {
        self.request("shutdown", Value::Null).unwrap();
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        let status = self.wait();
        assert_eq!(status.code(), Some(0));
        let mut errors = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!(errors, "", "standard error is for errors");
    }

    /// Waits for the end of the process.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The id of the server's process.
    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Takes in one message; `false` where none comes in time.
    fn listen(&mut self, end: Instant) -> bool {
        let message = match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        };
        let (method, id) = (message.get("method"), message.get("id"));
        match (method, id) {
            (None, Some(id)) => self.answers.entry(id.to_string()).or_default().push(message),
            (Some(method), None) if method == "textDocument/publishDiagnostics" => {
                self.published.push(message["params"].clone());
            }
            (Some(_), Some(id)) => {
                if let Some(reply) = self.replies {
                    let reply = json!({ "jsonrpc": "2.0", "id": id, "result": reply(&message) });
                    self.send(&reply);
                }
                self.heard.push(message);
            }
            _ => self.heard.push(message),
        }
        true
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The day on which all tests are judged.
pub(crate) const AS_OF: &str = "2026-11-23";

/// A message as it goes over the wire.
pub(crate) fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The result or the error of a response.
pub(crate) fn outcome(response: Value) -> Result<Value, Value> {
    match response.get("error") {
        Some(error) => Err(error.clone()),
        None => Ok(response["result"].clone()),
    }
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => {
                let (_, value) = header.split_once(':')?;
                length = value.trim().parse().ok()?;
            }
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
