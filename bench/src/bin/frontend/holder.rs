//! A client of the Frontend API as apps hold it: real verbs, and a token in a header of requests and answers.

use serde::Deserialize;
use strowger_bench::connection::{Connection, Failure};

/// What verifies every test number.
const TEST_CODE: &str = "424242";

/// Requests of a sign-in from its beginning to a session that is used.
pub(crate) const SIGN_IN_STEPS: [&str; 4] = ["create", "prepare", "attempt", "touch"];

/// One client: its token, and what it has begun.
#[derive(Default)]
pub(crate) struct Holder {
    token: String,
    sign_in: String,
    session: String,
    numbers: Vec<String>,
    session_token: String,
}

/// The part of an answer that is looked at.
#[derive(Deserialize)]
struct Answer {
    response: Object,
}

#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: String,
    #[serde(default)]
    created_session_id: Option<String>,
}

#[derive(Deserialize)]
struct Token {
    jwt: String,
}

impl Holder {
    async fn ask(
        &mut self,
        connection: &mut Connection,
        method: &str,
        path: &str,
        form: &str,
    ) -> Result<u64, Failure> {
        let path = format!("{path}?_is_native=1");
        let headers = format!(
            "authorization: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n",
            self.token
        );
        let micros = connection.ask(method, &path, &headers, form).await?;
        if let Some(token) = connection.header("authorization")
            && token != self.token
        {
            token.clone_into(&mut self.token);
        }
        Ok(micros)
    }

    /// Begins to sign in with this number.
    pub(crate) async fn begin(
        &mut self,
        connection: &mut Connection,
        number: &str,
    ) -> Result<u64, Failure> {
        let form = format!("identifier=%2B{}", number.trim_start_matches('+'));
        let path = "/v1/client/sign_ins";
        let micros = self.ask(connection, "POST", path, &form).await?;
        self.sign_in = object(connection)?.id;
        Ok(micros)
    }

    /// Asks for a code for the sign-in.
    pub(crate) async fn prepare(&mut self, connection: &mut Connection) -> Result<u64, Failure> {
        let path = format!("/v1/client/sign_ins/{}/prepare_first_factor", self.sign_in);
        let form = "strategy=phone_code";
        self.ask(connection, "POST", &path, form).await
    }

    /// Gives the code for the sign-in, which completes it.
    pub(crate) async fn attempt(&mut self, connection: &mut Connection) -> Result<u64, Failure> {
        let path = format!("/v1/client/sign_ins/{}/attempt_first_factor", self.sign_in);
        let form = format!("strategy=phone_code&code={TEST_CODE}");
        let micros = self.ask(connection, "POST", &path, &form).await?;
        let session = object(connection)?.created_session_id;
        self.session = session.ok_or("a sign-in made no session")?;
        Ok(micros)
    }

    async fn touch(&mut self, connection: &mut Connection) -> Result<u64, Failure> {
        let path = format!("/v1/client/sessions/{}/touch", self.session);
        self.ask(connection, "POST", &path, "").await
    }

    /// Signs in; what each of the [`SIGN_IN_STEPS`] took.
    pub(crate) async fn sign_in(
        &mut self,
        connection: &mut Connection,
        number: &str,
    ) -> Result<[u64; 4], Failure> {
        Ok([
            self.begin(connection, number).await?,
            self.prepare(connection).await?,
            self.attempt(connection).await?,
            self.touch(connection).await?,
        ])
    }

    /// Adds a number to the user, which waits to be verified.
    pub(crate) async fn add_number(
        &mut self,
        connection: &mut Connection,
        number: &str,
    ) -> Result<(), Failure> {
        let form = format!("phone_number=%2B{}", number.trim_start_matches('+'));
        let path = "/v1/me/phone_numbers";
        self.ask(connection, "POST", path, &form).await?;
        self.numbers.push(object(connection)?.id);
        Ok(())
    }

    /// How many numbers it added.
    pub(crate) fn added_numbers(&self) -> usize {
        self.numbers.len()
    }

    /// Asks for a code for the added number of this place.
    pub(crate) async fn prepare_number(
        &mut self,
        connection: &mut Connection,
        place: usize,
    ) -> Result<u64, Failure> {
        let id = &self.numbers[place];
        let path = format!("/v1/me/phone_numbers/{id}/prepare_verification");
        let form = "strategy=phone_code";
        self.ask(connection, "POST", &path, form).await
    }

    /// Gives the code for the added number of this place.
    pub(crate) async fn attempt_number(
        &mut self,
        connection: &mut Connection,
        place: usize,
    ) -> Result<u64, Failure> {
        let id = &self.numbers[place];
        let path = format!("/v1/me/phone_numbers/{id}/attempt_verification");
        let form = format!("code={TEST_CODE}");
        self.ask(connection, "POST", &path, &form).await
    }

    /// Takes the added numbers away again.
    pub(crate) async fn remove_numbers(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(), Failure> {
        for id in std::mem::take(&mut self.numbers) {
            let path = format!("/v1/me/phone_numbers/{id}");
            self.ask(connection, "DELETE", &path, "").await?;
        }
        Ok(())
    }

    /// Asks for a token of the session, and tells whether it is another one than the last time.
    pub(crate) async fn refresh(
        &mut self,
        connection: &mut Connection,
    ) -> Result<(u64, bool), Failure> {
        let path = format!("/v1/client/sessions/{}/tokens", self.session);
        let micros = self.ask(connection, "POST", &path, "").await?;
        let token: Token = serde_json::from_slice(connection.body())?;
        let is_new = token.jwt != self.session_token;
        self.session_token = token.jwt;
        Ok((micros, is_new))
    }

    /// Reads the client.
    pub(crate) async fn read(&mut self, connection: &mut Connection) -> Result<u64, Failure> {
        self.ask(connection, "GET", "/v1/client", "").await
    }
}

fn object(connection: &Connection) -> Result<Object, Failure> {
    let answer: Answer = serde_json::from_slice(connection.body())?;
    Ok(answer.response)
}
