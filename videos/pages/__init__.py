"""The pages for people: the studio, a job, the library. They do what the API does, with forms and links."""
