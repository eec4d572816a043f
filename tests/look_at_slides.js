/* Walks through a deck, each slide closed, open, and with each slider at both ends; gives {number of the slide: [what is
   wrong with it]}. The least size of letters is in pixels, of 720 that a slide is high. STAGE(slide): which part of it its pictures may fill. */
async (smallest) => {
    const found = {}, frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const slides = [...document.querySelectorAll("section.slide")];
    const boxOf = (element) => element.getBoundingClientRect();
    const scale = boxOf(slides[0]).width / 1280;
    const within = (inner, outer) => inner.left >= outer.left - 2 && inner.right <= outer.right + 2 &&
        inner.top >= outer.top - 2 && inner.bottom <= outer.bottom + 2;
    for (const [i, slide] of slides.entries()) {
        const say = (words) => (found[i + 1] ??= new Set()).add(words);
        const isEmpty = (stage) => stage.offsetHeight && !stage.querySelector(".sheet > *");
        const stagesOf = () => [...slide.querySelectorAll(".tconv .stage")];
        Reveal.slide(i, 0, -1);
        await frame();
        for (let wait = 0; stagesOf().some(isEmpty) && wait < 300; wait++) await frame(); // for its pictures, and their size
        if (stagesOf().some(isEmpty)) { say("a picture does not come"); continue; }
        const zones = [...slide.querySelectorAll(".top, .stage, .settings, .reply, .foot")];
        const places = () => zones.map((zone) => { const b = boxOf(zone); return [b.x, b.y, b.width, b.height].map(Math.round).join(); });
        const first = places(), stays = () => first.join(";") === places().join(";") || say("its parts move");
        const measure = () => {
            for (const box of slide.querySelectorAll(".top, .reply, .words, pre, .settings, .foot")) {
                if (box.scrollHeight > box.clientHeight + 2) say(`${box.className || box.tagName} is ${box.scrollHeight} high in ${box.clientHeight}`);
                if (box.scrollWidth > box.clientWidth + 2) say(`${box.className || box.tagName} is ${box.scrollWidth} wide in ${box.clientWidth}`);
            }
            const foot = slide.querySelector(".foot"), reply = [...slide.querySelectorAll(".reply, .verdict")].map(boxOf);
            if (foot && reply.some((box) => box.height && box.bottom > boxOf(foot).top + 8)) say("the answer covers the foot");
            const first = slide.querySelector(".first"), form = slide.querySelector(".answer");
            if (first?.offsetHeight && boxOf(first).bottom > boxOf(form).top) say("what leads to the question covers what one answers with");
            const isSeen = (part) => part.checkVisibility({ visibilityProperty: true });
            const middle = (box) => (box.left + box.right) / 2;
            if (first?.offsetHeight && boxOf(first).height < 60 * scale && Math.abs(middle(boxOf(first)) - middle(boxOf(slide))) > 2) say("a line stands beside the middle");
            if (form?.offsetHeight && ![...slide.querySelectorAll(".settings > *")].some(isSeen) && Math.abs(middle(boxOf(form)) - middle(boxOf(slide))) > 2) say("what one answers with stands beside the middle");
            const question = slide.querySelector("h2");
            if (question && boxOf(question).height > 2.2 * parseFloat(getComputedStyle(question).lineHeight) * scale) say("the question has more than two lines");
            for (const stage of slide.querySelectorAll(".tconv .stage")) {
                const sheet = stage.querySelector(".sheet"), figure = stage.querySelector(".sheet > *");
                const words = slide.matches(".opening") && slide.querySelector(".below");
                if (words && boxOf(figure).left - boxOf(words).right < 32 * scale) say("words reach to the picture beside them");
                if (!within(boxOf(figure), boxOf(stage))) say("the picture is larger than its stage");
                const left = boxOf(slide).left + 56 * scale; // as that of words
                if (stage.offsetHeight && boxOf(figure).left < left - 2) say("the picture begins in the margin");
                if (sheet.scrollWidth > sheet.clientWidth + 2) say("the picture scrolls");
            }
            if (boxOf(slide).height > 721 * scale) say("the slide is too high");
            const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const parent = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || !parent.offsetHeight || parent.closest(".notes, script, template, .voice, .tag, svg, .take")) continue;
                const size = parseFloat(getComputedStyle(parent).fontSize);
                if (size < smallest) say(`letters of ${size.toFixed(1)} pixels`);
            }
        };
        measure();
        Reveal.slide(i, 0, 99);
        measure();
        stays();
        for (const slider of slide.querySelectorAll("input[type=range]")) {
            for (const value of [slider.min, slider.max]) {
                slider.value = value;
                slider.dispatchEvent(new Event("input", { bubbles: true }));
                measure();
                stays();
            }
        }
        const area = STAGE(slide);
        if (area && area < (slide.matches(".opening") ? 0.4 : 0.6)) say(`the stage has ${Math.round(area * 100)} % of the slide`);
    }
    return Object.fromEntries(Object.entries(found).map(([number, words]) => [number, [...words]]));
}
