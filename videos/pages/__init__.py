"""The pages: studio, job and library. They do what the API does, with forms and links."""
