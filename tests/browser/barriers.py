"""A page with barriers on purpose: an axe that finds none here looks at nothing."""

PLANTED = """
<html>
<head><meta name="viewport" content="width=device-width, user-scalable=no"></head>
<body>
  <h1></h1>
  <h4>A level is missing above</h4>
  <img src="plan.png">
  <a href="/empty/"></a>
  <button></button>
  <input type="text">
  <input type="image" src="send.png">
  <select><option>without a name</option></select>
  <textarea></textarea>
  <p style="color: #bbb; background: #fff">Too pale to be read by everybody.</p>
  <p>In running text a <a href="/link/" style="color: #333; text-decoration: none">link</a> that
    nobody can tell from the words around it.</p>
  <ul><p>No list item</p></ul>
  <li>No list</li>
  <dl><span>No term</span></dl>
  <table><tr><td>Name</td></tr><tr><th></th></tr></table>
  <iframe src="about:blank"></iframe>
  <div role="bottun">An unknown role</div>
  <div role="checkbox" tabindex="0">Never says whether it is ticked</div>
  <div role="button" aria-pressed="perhaps" tabindex="0">Wrong value</div>
  <div aria-hidden="true"><button>Hidden, and still reached with Tab</button></div>
  <button tabindex="5">Jumps the queue</button>
  <span lang="klingonisch">A language that does not exist</span>
  <video src="film.mp4"></video>
  <marquee>Runs without an end</marquee>
  <div style="width: 900px">Wider than a phone</div>
  <a href="#1" style="display: inline-block; width: 8px; height: 8px; overflow: hidden">a</a><a
    href="#2" style="display: inline-block; width: 8px; height: 8px; overflow: hidden">b</a>
  <main>One</main><main>Two</main>
</body>
</html>
"""
