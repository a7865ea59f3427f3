// Single dates that a closure or a public holiday meets, until the desk has decided about each.
export const Decisions = {
  props: { rows: Array, words: Object, icon: String },
  emits: ["keep", "cancel"],
  template: `
    <div v-if="rows.length" class="check stop open">
      <p><span class="icon" v-html="icon"></span>{{ words.open }}</p>
      <ul>
        <li v-for="row in rows" :key="row.key">
          <a class="link" :href="row.href">{{ row.what }}</a>
          <span class="actions">
            <button type="button" class="button" :aria-label="row.keep_label" @click="$emit('keep', row.key)">{{ words.keep }}</button>
            <button type="button" class="button" :aria-label="row.cancel_label" @click="$emit('cancel', row.key)">{{ words.cancel }}</button>
          </span>
        </li>
      </ul>
    </div>`,
};
